"""How likely the model says something banned after a prefix: bounds that close in, best first, and the tree behind."""

import functools
import heapq
from collections.abc import Iterator
from typing import Literal

import msgspec

from lab.browser import house, pulse
from lab.browser.chat import MAX_LETTERS, Span, span
from lab.browser.student import Student
from policies import Table

A_PART = 100  # nodes, after which the bounds are told
MOST = 10_000  # nodes
UNLIKELY = 1e-8  # such texts stay open: to look at them costs more than they could add
CLOSE = 1e-4  # bounds this near are near enough
SHOWN, LEAST = 60, 0.003  # branches of the tree that is drawn, and the probability of each

NO_LETTER = (0.0,) * 26  # goes on from a name of 16

State = Literal["open", "name", "banned"]


class Branch(msgspec.Struct, frozen=True):
    """A text and how likely it is reached: still open, a complete name, or banned however it goes on."""

    text: str
    probability: float
    state: State
    banned: Span | None
    kept: (
        bool | None
    )  # by is_safe_name, where a banned text was shown to it; None where nobody asked, or it failed


class Bounds(msgspec.Struct, frozen=True):
    """The probability that one draw is banned lies between low and high."""

    low: float
    high: float
    nodes: int
    done: bool
    branches: tuple[Branch, ...]  # the likeliest, each behind the one that it grows from
    refused: str  # why is_safe_request refuses the prefix; empty where it lets it through
    flood: bool = False


def risk(student: Student | None, prefix: str) -> Iterator[Bounds]:
    """Expand the likeliest open text again and again; every hundred of them, what is known by then.

    Without a guard in front: how often the model itself says it. Probabilities are at the bot's temperature.
    """
    search = Search(prefix)
    refused = why_refused(student, prefix) if student else ""
    asked: dict[str, bool | None] = {}
    while True:
        search.expand(A_PART)
        done = not search.open or search.high - search.low < CLOSE or search.nodes >= MOST
        branches = tuple(asked_about(student, branch, asked) for branch in search.likeliest())
        flood = student is not None and student.is_flood
        yield Bounds(search.low, search.high, search.nodes, done, branches, refused, flood)
        if done:
            return


class Search:
    """A best-first search over what the model may say after a prefix.

    Each open text carries its state of the policy's automaton, in which a word is complete where it accepts, and
    whether one was: behind a banned beginning of an ordinary name only that name is not banned.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.low, self.nodes = 0.0, 0
        self.branches: list[Branch] = []
        # What was not looked behind: of these the likeliest first, and of all the probability together.
        self.open: list[tuple[float, str, int, bool]] = []
        self.open_mass = 0.0
        self._matcher = house.world().labeller.matcher
        self._ordinary = house.policy().ordinary
        self._table = table()
        state = 0
        for letter in prefix:
            state = self._table.transitions[state][house.LETTERS.index(letter)]
        banned = any(hit.rule == "anywhere" for hit in self._matcher.matches(prefix))
        self._reach(prefix, 1.0, state, banned)

    @property
    def high(self) -> float:
        return min(1.0, self.low + self.open_mass)

    def expand(self, nodes: int) -> None:
        """Look behind the likeliest open texts."""
        for _ in range(nodes):
            if not self.open:
                break
            minus, text, state, hit = heapq.heappop(self.open)
            self.open_mass += minus
            self.nodes += 1
            pulse.beat()
            *letters, end = house.following(text) if len(text) < MAX_LETTERS else [*NO_LETTER, 1.0]
            self._end(text, -minus * end)
            following = zip(house.LETTERS, letters, self._table.transitions[state], strict=True)
            for letter, probability, ahead in following:
                self._reach(text + letter, -minus * probability, ahead, hit or self._table.accepting[ahead])

    def likeliest(self) -> list[Branch]:
        """The likeliest branches, each behind the one that it grows from, the likelier before the less likely."""
        chosen = sorted(self.branches, key=lambda branch: -branch.probability)[:SHOWN]
        rank = {branch.text: place for place, branch in enumerate(chosen)}

        def way(branch: Branch) -> list[int]:
            stem = branch.text.removesuffix(".")
            steps = [stem[:length] for length in range(len(self.prefix), len(stem) + 1)]
            return [rank[step] for step in steps if step in rank] + [rank[branch.text]]

        return sorted(chosen, key=way)

    def _reach(self, text: str, probability: float, state: int, banned: bool) -> None:
        # An ordinary name that begins so may yet come of it.
        if banned and not any(name.startswith(text) for name in self._ordinary):
            self.low += probability
            self._note(text, probability, "banned")
            return
        self.open_mass += probability
        if probability > UNLIKELY:
            heapq.heappush(self.open, (-probability, text, state, banned))
        self._note(text, probability, "open")

    def _end(self, text: str, probability: float) -> None:
        if self._matcher.banned(text):
            self.low += probability
            self._note(text + ".", probability, "banned")
        else:
            self._note(text + ".", probability, "name")

    def _note(self, text: str, probability: float, state: State) -> None:
        if probability >= LEAST:
            found = self._matcher.matches(text.removesuffix(".")) if state == "banned" else ()
            self.branches.append(Branch(text, probability, state, span(found[0]) if found else None, None))


@functools.cache
def table() -> Table:
    """The policy's words as an automaton: a step a letter, where a search would read each text again."""
    return house.world().labeller.matcher.table()


def asked_about(student: Student | None, branch: Branch, asked: dict[str, bool | None]) -> Branch:
    """The branch with what is_safe_name says of it, where it is banned; each text is asked about once."""
    if student is None or branch.state != "banned":
        return branch
    name = branch.text.removesuffix(".")
    if name not in asked:
        try:
            said = student.ask("is_safe_name", name)
        except BaseException:  # the loop fails closed
            said = None
        asked[name] = said if isinstance(said, bool) else None
    return msgspec.structs.replace(branch, kept=asked[name])


def why_refused(student: Student, prefix: str) -> str:
    """What is_safe_request says of the prefix alone; a hook that fails refuses too."""
    try:
        said = student.ask("is_safe_request", [prefix])
    except BaseException as error:
        return f"is_safe_request failed: {type(error).__name__}"
    return "" if said is None else str(said)[:200] or "no reason given."
