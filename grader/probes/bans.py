"""A policy as arithmetic: the automaton whose marks are its words, and a judge for what no automaton decides."""

from collections import deque
from collections.abc import Sequence
from itertools import compress, count

import msgspec
import numpy as np
import regex

from model.engine.leak import Automaton, Indices
from policies import Matcher, Policy, plurals
from policies.automaton import LETTERS, Table


class Bans(msgspec.Struct, frozen=True):
    """What a policy bans, for arithmetic over all names at once; `words[mark]` is the word of a mark."""

    automaton: Automaton
    words: tuple[str, ...]  # of `anywhere`, of `whole`, and the names of the expressions
    matcher: Matcher
    shapes: tuple[regex.Pattern[str], ...]  # of the expressions

    def judge(self, names: Sequence[str]) -> Indices:
        """The mark of each complete name that the automaton leaves undecided, or -1: only an expression can ban it.

        The matcher decides; a plain search before it, without a time limit on these 16 letters, spares it the rest.
        """
        marks = np.full(len(names), -1, dtype=np.intp)
        # Shape by shape, and no Python between the names: there are tens of thousands.
        for index in {i for shape in self.shapes for i in compress(count(), map(shape.search, names))}:
            if match := self.matcher.banned(names[index]):
                marks[index] = self.words.index(match.word)
        return marks


def make_bans(matcher: Matcher) -> Bans:
    """The automaton of a policy.

    Its states are the beginnings of ordinary and of whole names, which are names of their own as long as they last;
    then the states of the Aho-Corasick table, for all other texts; then one absorbing state a word.
    """
    policy, table = matcher.policy, matcher.table()
    anywhere = policy.anywhere_words
    words = tuple(
        dict.fromkeys(
            (*anywhere, *policy.whole_words, *(expression.name for expression in policy.expressions))
        )
    )
    ended_by = _ended_by(table, anywhere)
    begun = _begun(policy, anywhere)
    node_of = {text: node for node, text in enumerate(begun)}
    first_state = len(begun)
    first_hit = first_state + len(table.accepting)

    def ahead(state: int, letter: int, hit: int) -> int:
        """Where a text goes on that is no beginning: it has met word `hit`, or -1, and is in `state` of the table."""
        state = table.transitions[state][letter]
        hit = ended_by[state] if hit < 0 else hit
        return first_state + state if hit < 0 else first_hit + hit

    following: list[list[int]] = []
    ends: list[int] = []
    # Of two words for one name, the first, as the matcher says it.
    whole = {form: word for word in reversed(policy.whole_words) for form in (word, *plurals(word))}
    for text in begun:
        state, hit = 0, -1
        for letter in text:
            state = table.transitions[state][LETTERS.index(letter)]
            hit = ended_by[state] if hit < 0 else hit
        following.append(
            [node_of.get(text + LETTERS[letter], ahead(state, letter, hit)) for letter in range(26)]
        )
        ends.append(-1 if matcher.is_ordinary(text) else words.index(whole[text]) if text in whole else hit)
    following += [[ahead(state, letter, -1) for letter in range(26)] for state in range(len(table.accepting))]
    following += [[first_hit + hit] * 26 for hit in range(len(anywhere))]
    marks = np.full(len(following), -1, dtype=np.intp)
    marks[first_hit:] = np.arange(len(anywhere))
    all_ends = np.full(len(following), -1, dtype=np.intp)
    all_ends[: len(ends)] = ends
    automaton = Automaton(np.array(following, dtype=np.intp), marks, all_ends, len(words))
    shapes = tuple(regex.compile(expression.pattern) for expression in policy.expressions)
    return Bans(automaton, words, matcher, shapes)


def _begun(policy: Policy, anywhere: Sequence[str]) -> list[str]:
    """The empty text and every beginning of a name that is ordinary, or banned as a whole and not yet in part."""
    whole = (form for word in policy.whole_words for form in (word, *plurals(word)))
    clean = [form for form in whole if not any(word in form for word in anywhere)]
    names = (*policy.ordinary, *clean)
    return ["", *dict.fromkeys(name[:length] for name in names for length in range(1, len(name) + 1))]


def _ended_by(table: Table, words: Sequence[str]) -> list[int]:
    """By state of the table: the index of the longest word that is complete there, or -1."""
    texts = [""] * len(table.accepting)
    reached, queue = {0}, deque([0])
    while queue:  # breadth first: the shortest text that leads to a state is the one it stands for
        state = queue.popleft()
        for letter, following in zip(LETTERS, table.transitions[state], strict=True):
            if following not in reached:
                reached.add(following)
                texts[following] = texts[state] + letter
                queue.append(following)
    longest_first = sorted(range(len(words)), key=lambda index: -len(words[index]))
    return [
        next((index for index in longest_first if text.endswith(words[index])), -1) if accepting else -1
        for text, accepting in zip(texts, table.accepting, strict=True)
    ]
