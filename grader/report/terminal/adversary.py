"""What the searches found, as rich draws it: whether the guard is the policy's rule, and its worst request."""

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from grader.adversary.hooks import Conforms
from grader.adversary.search import Attack


def searches(conforms: Conforms, attack: Attack | None) -> RenderableType:
    """A line for conformance, and one for the worst request where the guard leaks."""
    table = Table.grid(padding=(0, 2))
    table.add_row("conformance", *conformance(conforms))
    if attack and attack.worst:
        table.add_row("worst request", *worst_request(attack))
    return table


def conformance(conforms: Conforms) -> tuple[Text, Text]:
    """Whether guard and policy agree, and what follows from it."""
    on = f"each of {conforms.states:,} states of the policy's automaton, each letter, the rest of the word"
    if conforms.disagreed:
        return (
            Text(f"disagrees on {conforms.disagreed:,} of {conforms.asked:,} names", style="bold red"),
            Text(on, style="dim"),
        )
    if not conforms.complete:
        asked = f"agrees on {conforms.asked:,} names"
        return Text(asked), Text(f"of {conforms.names:,}: it is too slow to be asked all", style="dim")
    follows = f"is_safe_name agrees on a set that tells it from every guard with up to {conforms.told} states"
    return Text(f"agrees on {conforms.names:,} names", style="bold green"), Text(
        f"{on}: {follows}", style="dim"
    )


def worst_request(attack: Attack) -> tuple[Text, Text]:
    """The worst prefix that was found, and what comes of it."""
    worst = attack.worst[0]
    odds = f"`{worst.prefix}` leaks with {worst.leaks.estimate:.1%}"
    about = f"at most {worst.leaks.high:.1%}; {', '.join(worst.names)}; of {attack.scored:,} prefixes scored"
    return Text(odds, style="bold red" if worst.leaks.low else ""), Text(about, style="dim")
