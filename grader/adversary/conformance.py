"""Conformance: the policy's own automaton says which names to ask a black box about.

For each state of the automaton the shortest text that leads there, then each letter, and then the shortest way to
finish the banned word that was begun: every transition is taken, and where it led is confirmed. This is the
transition cover of the W-method (Chow, Testing software design modeled by finite-state machines, IEEE Transactions on
Software Engineering 4(3), 1978). His theorem wants more: every characterizing suffix behind every transition, millions
of names here. What does follow from these names is `told`: they hold so many texts, pairwise told apart by a
suffix that finishes a word for one and none for the other, that no automaton with fewer states gives the policy's
answers.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.adversary.names import MAX_LETTERS, Labelled, label_names
from grader.probes.bans import Bans
from model.engine.engine import encode
from model.engine.leak import Automaton, Indices
from policies import plurals
from policies.automaton import LETTERS

APART_THOROUGH = 2_000
APART = 300  # texts that an ordinary grading tries to tell apart, each from all others


class ConformanceSet(msgspec.Struct, frozen=True):
    """The names, and what follows when a guard agrees with the policy on all of them."""

    labelled: Labelled
    states: int  # of the policy's least automaton, all entered, its words apart
    told: int  # it is told from every automaton with up to so many states


def conformance_set(bans: Bans, apart: int = APART) -> ConformanceSet:
    """The names of an ordinary grading; a pure function of the policy, in no order that matters."""
    access = access_words(bans)
    completion = Completion(bans.matcher.policy.anywhere_words)
    names = dict.fromkeys(access)
    for text in access:
        names |= dict.fromkeys(completion.behind_each_letter(text))
    policy = bans.matcher.policy
    names |= dict.fromkeys(word + letter for word in policy.anywhere_words for letter in ("", *LETTERS))
    whole = [form for word in policy.whole_words for form in (word, *plurals(word))]
    names |= dict.fromkeys(letter + form for form in whole for letter in LETTERS)
    pairs = pairs_apart(bans, {text: completion(text) for text in access}, apart)
    names |= dict.fromkeys(pairs)
    labelled = label_names(bans, [name for name in names if len(name) <= MAX_LETTERS])
    is_banned = dict(zip(labelled.names, labelled.banned.tolist(), strict=True))
    # What an expression bans after all tells nothing apart: the text that it was for does not count.
    told = set(pairs.values()) - {text for name, text in pairs.items() if is_banned[name]}
    return ConformanceSet(labelled, len(access) + len(policy.anywhere_words), len(told))


def with_a_letter_in_front(bans: Bans) -> Iterator[Labelled]:
    """The names behind each letter: for a guard that remembers how a name began. One block a letter."""
    names = conformance_set(bans, apart=1).labelled.names  # what tells texts apart does so once
    for letter in LETTERS:
        yield label_names(bans, [letter + name for name in names if len(name) < MAX_LETTERS])


def access_words(bans: Bans) -> list[str]:
    """The shortest text that leads to each state of the least automaton, and the beginnings of expressions' examples.

    What an expression bans is no state of the automaton, so the beginnings of its examples stand for its states.
    States in which a word has been met are left out: all texts behind them are banned, and the words lead there.
    """
    automaton = bans.automaton
    alike = equal_states(automaton)
    texts = {0: ""}
    queue = deque(texts)
    while queue:  # breadth first: the first text to a state is a shortest one
        state = queue.popleft()
        for letter, following in zip(LETTERS, automaton.following[state].tolist(), strict=True):
            if following not in texts and automaton.marks[following] < 0 and len(texts[state]) < MAX_LETTERS:
                texts[following] = texts[state] + letter
                queue.append(following)
    first: dict[int, str] = {}
    for state, text in texts.items():
        first.setdefault(int(alike[state]), text)
    shapes = (example for shape in bans.matcher.policy.expressions for example in shape.examples)
    begun = (example[:length] for example in shapes for length in range(1, len(example) + 1))
    return list(dict.fromkeys([*first.values(), *begun]))


def equal_states(automaton: Automaton) -> Indices:
    """The class (S,) of each state: in one are those behind which the same texts are banned, by whatever word.

    Source: Moore, Gedanken-experiments on sequential machines, 1956: refine until nothing is parted any more.
    """
    banned = (automaton.marks >= 0) | (automaton.ends >= 0)
    classes, count = banned.astype(np.intp), 0
    while classes.max() >= count:
        count = int(classes.max()) + 1
        rows = np.ascontiguousarray(np.column_stack([classes, classes[automaton.following]]))
        # As bytes, which are compared at once.
        whole = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).ravel()
        classes = np.unique(whole, return_inverse=True)[1]
    return classes


class Completion:
    """By text, the letters that finish the banned word whose longest beginning stands at its end.

    Behind a text that begins none, the words take turns, so that each is met behind many texts.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = sorted(words, key=lambda word: (len(word), word))
        self._turns = cycle(self._words)
        self._rest: dict[str, str] = {}
        for word in self._words:
            for length in range(1, len(word)):
                self._rest.setdefault(word[:length], word[length:])

    def __call__(self, text: str) -> str:
        return self._finish(text, (text[start:] for start in range(len(text))))

    def behind_each_letter(self, text: str) -> Iterator[str]:
        """The text and a letter, and both and what finishes them, letter by letter."""
        ends = (text[start:] for start in range(len(text) + 1))
        # What a letter goes on with has itself begun a word, or is nothing.
        begun = [end for end in ends if not end or end in self._rest]
        for letter in LETTERS:
            yield text + letter
            yield text + letter + self._finish(text + letter, [end + letter for end in begun])

    def _finish(self, text: str, ends: Iterable[str]) -> str:
        """What finishes the first of these ends of a text that begins a word; a word where none does."""
        for end in ends:
            if rest := self._rest.get(end):
                return rest
        turns = islice(self._turns, len(self._words))
        return next((word for word in turns if len(text + word) <= MAX_LETTERS), self._words[0])


def pairs_apart(bans: Bans, suffix_of: dict[str, str], most: int) -> dict[str, str]:
    """Names that tell texts apart, each with the text that it was added for.

    Of two texts u and v, u and its suffix make a banned name that is asked anyway; v and the same suffix must make a
    clean one. Chosen greedily, the longest texts first, for what they lead to is the most particular.
    """
    longest = sorted(suffix_of, key=lambda text: (-len(text), text))
    candidates = [text for text in longest if len(text + suffix_of[text]) <= MAX_LETTERS][:most]
    tells = clean_together(bans.automaton, candidates, [suffix_of[text] for text in candidates])
    apart = tells | tells.T
    chosen: list[int] = []
    pairs: dict[str, str] = {}
    for new in range(len(candidates)):
        if not apart[new, chosen].all():
            continue
        for old in chosen:
            one, other = (new, old) if tells[new, old] else (old, new)
            pairs[candidates[one] + suffix_of[candidates[other]]] = candidates[new]
        chosen.append(new)
    return pairs


def clean_together(automaton: Automaton, texts: Sequence[str], suffixes: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text with each suffix is a name, of at most 16 letters, that the automaton marks nowhere."""
    lengths = np.array([len(text) for text in texts])[:, None] + [len(suffix) for suffix in suffixes]
    states = np.repeat(automaton.states_of(texts)[:, None], len(suffixes), axis=1)
    for column, suffix in enumerate(suffixes):
        for letter in encode([suffix])[0]:
            states[:, column] = automaton.following[states[:, column], letter]
    is_clean: NDArray[np.bool_] = (automaton.final_marks(states) < 0) & (lengths <= MAX_LETTERS)
    return is_clean
