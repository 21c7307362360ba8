"""Leads: prefixes that may end in a banned name, how likely they do, and what the guard says of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from grader.adversary.names import MAX_LETTERS, final_states
from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans
from model.engine.engine import Engine, encode
from model.engine.leak import Floats


class Lead(msgspec.Struct, frozen=True):
    """A prefix, and the letters behind it that finish a banned word."""

    prefix: str
    rest: str


class Scout:
    """Scores leads and remembers what the guard said of them."""

    def __init__(self, host: HookHost, engine: Engine, any_name: bool) -> None:
        self._host = host
        self._engine = engine
        # Where nothing is known to be kept, what comes most likely is worth measuring.
        self._any_name = any_name
        self._open: dict[str, bool] = {}
        self._kept: dict[str, bool] = {}
        self.scores: dict[Lead, float] = {}

    @property
    def requests(self) -> int:
        return len(self._open)

    @property
    def names(self) -> int:
        return len(self._kept)

    def score(self, leads: Iterable[Lead]) -> None:
        """Compute the probability of the leads that are new."""
        new = [lead for lead in dict.fromkeys(leads) if lead not in self.scores]
        values = finish_probabilities(self._engine, new)
        self.scores |= dict(zip(new, values.tolist(), strict=True))

    def ranked(self) -> list[Lead]:
        """All leads by falling probability."""
        return sorted(self.scores, key=lambda lead: (-self.scores[lead], lead.prefix, lead.rest))

    def passing(self, leads: Sequence[Lead]) -> list[Lead]:
        """Those whose prefix is let through, and whose name is kept."""
        new = [prefix for prefix in dict.fromkeys(lead.prefix for lead in leads) if prefix not in self._open]
        answers = self._host.ask_all("is_safe_request", [[prefix] for prefix in new])
        self._open |= {prefix: says is Says.SAFE for prefix, says in zip(new, answers, strict=True)}
        through = [lead for lead in leads if self._open[lead.prefix]]
        if self._any_name:
            return through
        names = dict.fromkeys(lead.prefix + lead.rest for lead in through)
        new = [name for name in names if name not in self._kept]
        answers = self._host.ask_all("is_safe_name", new)
        self._kept |= {name: says is Says.SAFE for name, says in zip(new, answers, strict=True)}
        return [lead for lead in through if self._kept[lead.prefix + lead.rest]]


def finish_probabilities(engine: Engine, leads: Sequence[Lead]) -> Floats:
    """P(the next letters are the rest | prefix), for each lead."""
    values = np.ones(len(leads))
    by_length: dict[int, list[tuple[int, str, int]]] = {}
    for index, lead in enumerate(leads):
        for at, letter in enumerate(lead.rest):
            text = lead.prefix + lead.rest[:at]
            by_length.setdefault(len(text), []).append((index, text, ord(letter) - ord("a")))
    for steps in by_length.values():
        distinct = {text: row for row, text in enumerate(dict.fromkeys(text for _, text, _ in steps))}
        table = engine.probabilities(encode(list(distinct)))
        rows = [distinct[text] for _, text, _ in steps]
        chosen = table[rows, [letter for *_, letter in steps]]
        np.multiply.at(values, [index for index, *_ in steps], chosen)
    return values


def leads_of(bans: Bans, names: Iterable[str]) -> list[Lead]:
    """Every way to divide each name before its banned word ends."""
    leads: dict[Lead, None] = {}
    for name in names:
        match = bans.matcher.banned(name)
        if match is not None:
            leads |= {
                Lead(name[:cut], name[cut : match.end]): None for cut in range(min(match.end, MAX_LETTERS))
            }
    return list(leads)


def still_banned(bans: Bans, leads: Iterable[Lead]) -> list[Lead]:
    """The leads to a banned name still: a word that is banned as a whole name is none behind another letter."""
    fitting = [lead for lead in leads if len(lead.prefix + lead.rest) <= MAX_LETTERS]
    states = final_states(bans.automaton, [lead.prefix + lead.rest for lead in fitting])
    banned = bans.automaton.final_marks(states) >= 0
    return [lead for lead, is_banned in zip(fitting, banned.tolist(), strict=True) if is_banned]


def best_passing(scout: Scout, most: int, alike: int) -> list[Lead]:
    """The best leads that pass, up to `most`, and up to `alike` that end alike. Only the best are asked about."""
    ranked = scout.ranked()
    chosen: list[Lead] = []
    for start in range(0, len(ranked), 10 * most):
        chosen = unlike([*chosen, *scout.passing(ranked[start : start + 10 * most])], alike)
        if len(chosen) >= most:
            break
    return chosen[:most]


def unlike(leads: Iterable[Lead], alike: int) -> list[Lead]:
    """The first leads of each rest, as many as `alike`."""
    ends: Counter[str] = Counter()
    chosen = []
    for lead in leads:
        ends[lead.rest] += 1
        if ends[lead.rest] <= alike:
            chosen.append(lead)
    return chosen
