"""Proof or counter-example: the guard's automaton and the policy's, read together.

Where both accept languages of automata, every text leads to a pair of states, and only finitely many pairs can be
reached. No pair in which one bans and the other does not: the two agree on every name of whatever length. Else the
first text that leads to such a pair is a shortest counter-example, and how many names do is counted exactly.
(Hopcroft, Motwani and Ullman, Introduction to Automata Theory, section 4.4; for language models, Kuchnik et al.,
Validating large language models with ReLM, MLSys 2023.)
"""

from collections import deque
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from grader.adversary.lists import GuardLists
from grader.adversary.names import MAX_LETTERS, Labelled, final_states
from grader.probes.bans import Bans
from model.engine.leak import Automaton, Indices
from policies.automaton import LETTERS

Verdict = Literal["proved", "refuted", "not provable"]


class CounterExample(msgspec.Struct, frozen=True):
    """A name on which guard and policy part, and the word that bans it; none for a clean name."""

    name: str
    word: str


class Claim(msgspec.Struct, frozen=True):
    """What is proved of one direction, or why not. `names` counts those of up to 16 letters by the words alone."""

    verdict: Verdict
    reason: str
    counter_examples: tuple[CounterExample, ...] = ()
    names: int = 0


class Proof(msgspec.Struct, frozen=True):
    """Both directions: nothing that is banned passes, and nothing clean is stopped."""

    policy: str
    states: int  # pairs of states, all looked at; 0 where there was nothing to look at
    asked: int  # names on which the real hook did what was read from its lists
    no_leak: Claim
    no_over_block: Claim


class Product(msgspec.Struct, frozen=True):
    """The pairs of states that some text leads to, in the order of their shortest texts."""

    texts: tuple[str, ...]
    following: Indices  # (S, 26)
    leaks: (
        Indices  # (S,): the mark of the policy's word where a name ends banned and the guard keeps it, or -1
    )
    over_blocks: (
        Indices  # (S,): 0 where a clean name ends that is not ordinary, and the guard stops it, or -1
    )


def product(bans: Bans, guard: Automaton) -> Product:
    """All reachable pairs of the policy's states and the guard's."""
    policy = bans.automaton
    number: dict[tuple[int, int], int] = {(0, 0): 0}
    texts = [""]
    pairs = [(0, 0)]
    rows: list[list[int]] = []
    queue = deque(pairs)
    while queue:
        pair = queue.popleft()
        text = texts[number[pair]]
        row = []
        steps = zip(policy.following[pair[0]].tolist(), guard.following[pair[1]].tolist(), strict=True)
        for letter, step in zip(LETTERS, steps, strict=True):
            if step not in number:
                number[step] = len(pairs)
                pairs.append(step)
                texts.append(text + letter)
                queue.append(step)
            row.append(number[step])
        rows.append(row)
    one, other = (np.array(states, dtype=np.intp) for states in zip(*pairs, strict=True))
    mark, stopped = policy.final_marks(one), guard.final_marks(other) >= 0
    leaks = np.where((mark >= 0) & ~stopped, mark, -1)
    ordinary = np.array([bans.matcher.is_ordinary(text) for text in texts])  # a state of its own for each
    over_blocks = np.where((mark < 0) & stopped & ~ordinary, 0, -1)
    return Product(tuple(texts), np.array(rows, dtype=np.intp), leaks, over_blocks)


def count_names(following: Indices, wanted: Indices) -> int:
    """How many names of up to 16 letters end in a state of `wanted` (>= 0), exactly."""
    chosen = (wanted >= 0).tolist()
    ahead = [[(step, row.count(step)) for step in set(row)] for row in following.tolist()]
    # From each state, the number of endings of the length reached so far; Python's integers do not overflow.
    endings = [int(is_wanted) for is_wanted in chosen]
    total = endings[0]
    for _ in range(MAX_LETTERS):
        endings = [sum(times * endings[step] for step, times in row) for row in ahead]
        total += endings[0]
    return total


def read_as(lists: GuardLists, guard: Automaton, bans: Bans, names: Sequence[str]) -> Labelled:
    """What the lists say of names: whether their words stop each, or an expression that is the policy's, too."""
    states = final_states(guard, names)
    stopped = guard.final_marks(states) >= 0
    both = zip(bans.shapes, bans.matcher.policy.expressions, strict=True)
    shapes = [shape for shape, expression in both if expression.pattern in lists.expressions]
    excepted = set(lists.ordinary)
    for index in np.flatnonzero(~stopped).tolist():
        name = names[index]
        stopped[index] = name not in excepted and any(shape.search(name) for shape in shapes)
    return Labelled(names, stopped)


def unknown_expressions(lists: GuardLists, bans: Bans) -> list[str]:
    """The guard's expressions that are not the policy's, to the letter. What they stop is not known; none is run."""
    known = {expression.pattern for expression in bans.matcher.policy.expressions}
    return [pattern for pattern in lists.expressions if pattern not in known]


def missed_candidates(lists: GuardLists, guard: Automaton, both: Product, bans: Bans) -> list[CounterExample]:
    """By the lists, banned and not stopped: the shortest name for each word, and what expressions should stop."""
    policy = bans.matcher.policy
    names = [
        both.texts[state] for state in _first_of_each(both.leaks) if len(both.texts[state]) <= MAX_LETTERS
    ]
    absent = [shape for shape in policy.expressions if shape.pattern not in lists.expressions]
    names += [min(shape.examples, key=len) for shape in absent]
    names += [name for name in lists.ordinary if len(name) <= MAX_LETTERS]
    stopped = (
        dict(zip(names, read_as(lists, guard, bans, names).banned.tolist(), strict=True)) if names else {}
    )
    matches = ((name, bans.matcher.banned(name)) for name in stopped if not stopped[name])
    found = [CounterExample(name, match.word) for name, match in matches if match]
    first: dict[str, CounterExample] = {}
    for example in sorted(found, key=lambda example: (len(example.name), example.name)):
        first.setdefault(example.word, example)
    return list(first.values())


def spoiled_candidates(both: Product, bans: Bans) -> list[CounterExample]:
    """By the lists, clean and stopped: the shortest names, none of which holds another."""
    chosen: list[str] = []
    for state in np.flatnonzero(both.over_blocks >= 0).tolist():
        text = both.texts[state]
        clean = len(text) <= MAX_LETTERS and bans.matcher.banned(text) is None
        if clean and not bans.matcher.is_ordinary(text) and not any(other in text for other in chosen):
            chosen.append(text)
    return [CounterExample(name, "") for name in chosen]


def _first_of_each(marks: Indices) -> list[int]:
    """The first state of each mark: states stand in the order of their shortest texts."""
    first: dict[int, int] = {}
    for state in np.flatnonzero(marks >= 0).tolist():
        first.setdefault(int(marks[state]), state)
    return list(first.values())
