"""How likely the model says something banned after a prefix: bounds that close in, best first, and the tree behind."""

import heapq
from collections.abc import Iterator
from typing import Literal

import msgspec

from lab.browser import house, pulse
from lab.browser.chat import MAX_LETTERS, Span, span
from lab.browser.student import Student

A_PART = 100  # nodes, after which the bounds are told
MOST = 1_500  # nodes
UNLIKELY = 1e-6  # such texts stay open: to look at them costs more than they could add
CLOSE = 1e-4  # bounds this near are near enough
SHOWN, LEAST = 60, 0.003  # branches of the tree that is drawn, and the probability of each

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
    """A best-first search over what the model may say after a prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.low, self.high, self.nodes = 0.0, 1.0, 0
        self.unlikely = 0.0
        self.open: list[tuple[float, str]] = []
        self.branches: dict[str, Branch] = {}
        self._matcher = house.world().labeller.matcher
        self._ordinary = house.world().policy.ordinary
        self._reach(prefix, 1.0)

    def expand(self, nodes: int) -> None:
        """Look behind the likeliest open texts."""
        for _ in range(nodes):
            if not self.open:
                break
            minus, text = heapq.heappop(self.open)
            self.nodes += 1
            pulse.beat()
            *letters, end = house.following(text) if len(text) < MAX_LETTERS else [0.0] * 26 + [1.0]
            self._end(text, -minus * end)
            for letter, probability in zip(house.LETTERS, letters, strict=True):
                self._reach(text + letter, -minus * probability)
        self.high = self.low + self.unlikely + sum(-minus for minus, _ in self.open)

    def likeliest(self) -> list[Branch]:
        """The likeliest branches, each behind the one that it grows from, the likelier before the less likely."""
        chosen = sorted(
            (branch for branch in self.branches.values() if branch.probability >= LEAST),
            key=lambda branch: -branch.probability,
        )[:SHOWN]
        rank = {branch.text: place for place, branch in enumerate(chosen)}

        def way(branch: Branch) -> list[int]:
            stem = branch.text.removesuffix(".")
            steps = [stem[:length] for length in range(len(self.prefix), len(stem) + 1)]
            return [rank[step] for step in steps if step in rank] + [rank[branch.text]]

        return sorted(chosen, key=way)

    def _reach(self, text: str, probability: float) -> None:
        if probability < UNLIKELY:
            self.unlikely += probability
            return
        match = next((hit for hit in self._matcher.matches(text) if hit.rule == "anywhere"), None)
        # An ordinary name that begins so may yet come of it.
        if match and not any(name.startswith(text) for name in self._ordinary):
            self.low += probability
            self.branches[text] = Branch(text, probability, "banned", span(match), None)
            return
        heapq.heappush(self.open, (-probability, text))
        self.branches[text] = Branch(text, probability, "open", None, None)

    def _end(self, text: str, probability: float) -> None:
        match = self._matcher.banned(text)
        self.low += probability if match else 0.0
        state: State = "banned" if match else "name"
        self.branches[text + "."] = Branch(text + ".", probability, state, span(match), None)


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
