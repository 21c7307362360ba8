"""Many names at once: what the policy says of them, and what a guard does."""

import operator
import random
from collections.abc import Collection, Sequence
from itertools import compress

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans
from model.engine.leak import Automaton, Indices

MAX_LETTERS = 16  # of a name
AT_ONCE = 5_000  # names, before it is seen how many of them went wrong


class Labelled(msgspec.Struct, frozen=True):
    """Different names, and whether the policy bans each; names are judged once, whoever is asked about them."""

    names: Sequence[str]
    banned: NDArray[np.bool_]  # (N,)


class Disagreements(msgspec.Struct, frozen=True):
    """Where a guard and the policy part, in the order of asking."""

    asked: int
    missed: tuple[str, ...]  # banned, and called safe
    spoiled: tuple[str, ...]  # clean, and called unsafe
    failed: tuple[str, ...]  # neither: the hook raised, or returned something else

    @property
    def agreed(self) -> int:
        return self.asked - len(self.missed) - len(self.spoiled) - len(self.failed)

    def __add__(self, other: "Disagreements") -> "Disagreements":
        return Disagreements(
            self.asked + other.asked,
            self.missed + other.missed,
            self.spoiled + other.spoiled,
            self.failed + other.failed,
        )


NONE = Disagreements(0, (), (), ())


def label_names(bans: Bans, names: Sequence[str]) -> Labelled:
    """What the policy says of names of at most 16 letters a-z: the automaton first, the expressions of the rest."""
    states = final_states(bans.automaton, names)
    banned = bans.automaton.final_marks(states) >= 0
    undecided = np.flatnonzero(~banned)
    banned[undecided] = bans.judge([names[index] for index in undecided.tolist()]) >= 0
    return Labelled(names, banned)


def final_states(automaton: Automaton, names: Sequence[str]) -> Indices:
    """The state (N,) in which the automaton ends for each name."""
    letters = np.array(names, dtype=f"S{MAX_LETTERS}").view(np.uint8).reshape(len(names), MAX_LETTERS)
    stays = np.arange(len(automaton.following))[:, None]
    following = np.column_stack([automaton.following, stays])  # what is behind a name's end changes nothing
    states = np.zeros(len(names), dtype=np.intp)
    for column in letters.T:
        states = following[states, np.where(column, column - ord("a"), following.shape[1] - 1)]
    return states


def ask_about(
    host: HookHost,
    labelled: Labelled,
    ungraded: Collection[str] = (),
    seconds: float = np.inf,
    enough: float = np.inf,
) -> Disagreements:
    """Ask is_safe_name about every name; a guard that is slow, until so many seconds are over.

    One that keeps so many banned names, or fails with so many, is not asked the rest.
    """
    missed: list[str] = []
    spoiled: list[str] = []
    failed: list[str] = []
    asked, began = 0, host.seconds
    right = [Says.UNSAFE if is_banned else Says.SAFE for is_banned in labelled.banned.tolist()]
    for first in range(0, len(labelled.names), AT_ONCE):
        names = labelled.names[first : first + AT_ONCE]
        answers = host.ask_all("is_safe_name", names, seconds - (host.seconds - began))
        asked += len(answers) - answers.count(Says.NOTHING)
        # Nearly every answer is right: only the others take Python's time.
        wrong = map(operator.ne, answers, right[first : first + AT_ONCE])
        for name, says in compress(zip(names, answers, strict=True), wrong):
            if says is Says.NEITHER:
                failed.append(name)
            elif says is not Says.NOTHING and name not in ungraded:
                (missed if says is Says.SAFE else spoiled).append(name)
        if asked < first + len(names) or len(missed) >= enough or len(failed) >= enough:
            break
    return Disagreements(asked, tuple(missed), tuple(spoiled), tuple(failed))


def shuffled(labelled: Labelled, rng: random.Random) -> Labelled:
    """The same names in an order that tells nothing about them."""
    order = np.random.default_rng(rng.getrandbits(128)).permutation(len(labelled.names))
    return Labelled([labelled.names[index] for index in order.tolist()], labelled.banned[order])


def smallest(host: HookHost, bans: Bans, names: Sequence[str], says: Says) -> str:
    """The shortest of these names, less every letter without which the guard and the policy still part."""
    name = min(names, key=lambda name: (len(name), name))
    while True:
        shorter = list(dict.fromkeys(name[:cut] + name[cut + 1 :] for cut in range(len(name))))
        labelled = label_names(bans, shorter)
        answers = host.ask_all("is_safe_name", shorter)
        wrong = (
            candidate
            for candidate, is_banned, answer in zip(shorter, labelled.banned, answers, strict=True)
            if answer is says and is_banned == (says is Says.SAFE) and not bans.matcher.is_ordinary(candidate)
        )
        try:
            name = next(wrong)
        except StopIteration:
            return name
