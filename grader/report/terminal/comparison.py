"""Two runs side by side, as rich draws them: what got better, what got worse, and the two scores last."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.report.comparison import CauseChange, Comparison, FamilyChange, Figure
from grader.report.terminal.score import VERDICT_STYLE

ARROW = "→"
STYLES = {"better": "green", "worse": "red"}


def comparison_to_terminal(compared: Comparison) -> RenderableType:
    """What differs between the runs, then what got better and worse, the causes, and the scores as the last line."""
    spaced = [part for section in sections(compared) for part in (section, Text())]
    return Group(*spaced, last_line(compared))


def sections(compared: Comparison) -> Iterator[RenderableType]:
    notes = [*compared.unlike, *(["both are of the same file"] if compared.same_file else [])]
    if notes:
        yield Text("\n".join(f"note: {note}" for note in notes), style="yellow")
    for change in ("better", "worse"):
        changed = compared.changed(change)
        if changed:
            yield Group(Text(change, style=f"bold {STYLES[change]}"), changes(changed, STYLES[change]))
    if not compared.changed("better") and not compared.changed("worse"):
        yield Text("No figure got better, and none got worse.")
    if compared.causes:
        yield Group(Text("causes", style="bold"), causes(compared.causes))


def changes(changed: Sequence[Figure | FamilyChange], style: str) -> Table:
    """A row for each, with its figure before and after."""
    table = Table.grid(padding=(0, 2))
    for item in changed:
        table.add_row(
            Text(f"  {item.name}"),
            Text(f"{shown(item, item.before)} {ARROW} {shown(item, item.after)}", style=style),
            Text(
                "within the intervals: other questions alone may do that" if item.may_be_chance else "",
                style="dim",
            ),
        )
    return table


def shown(item: Figure | FamilyChange, value: float | tuple[int, int]) -> str:
    if isinstance(value, tuple):
        return f"{value[0]:,}/{value[1]:,}"
    return f"{value:.1f}" if isinstance(item, Figure) and item.unit == "points" else f"{value:.2%}"


def causes(changed: Sequence[CauseChange]) -> Table:
    """A row for each cause that is gone, new, or seen more or less often; with the hint for what is still there."""
    table = Table.grid(padding=(0, 2))
    for cause in changed:
        what = (
            "gone"
            if not cause.after
            else "new"
            if not cause.before
            else f"{cause.before:,} {ARROW} {cause.after:,}"
        )
        table.add_row(
            Text(f"  {what}"), Text(cause.title), Text(cause.hint if cause.after else "", style="dim")
        )
    return table


def last_line(compared: Comparison) -> Text:
    """ "59.0 → 87.3 of 100  failed → passed"."""
    score = next((figure for figure in compared.figures if figure.name == "score"), None)
    text = Text()
    if score:
        both = f"{score.before:.1f} {ARROW} {score.after:.1f}"
        text.append(f"{both} of 100  ", style=f"bold {STYLES.get(score.change, '')}".strip())
    before, after = compared.verdicts
    if before != after:
        text.append(before, style=VERDICT_STYLE[before]).append(f" {ARROW} ")
    return text.append(after, style=VERDICT_STYLE[after])
