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
    begun = _begun(policy, anywhere)
    node_of = {text: node for node, text in enumerate(begun)}
    first_state = len(begun)
    first_hit = first_state + len(table.accepting)

    # A text that is no beginning: it has met a word, or is in a state of the table.
    ahead = np.array(table.transitions, dtype=np.intp)
    ended_by = np.array(_ended_by(table, anywhere), dtype=np.intp)
    ahead = np.where(ended_by[ahead] < 0, first_state + ahead, first_hit + ended_by[ahead])
    hits = np.repeat(first_hit + np.arange(len(anywhere)), 26).reshape(-1, 26)
    # A beginning goes on as any other text in its place would, but for the letters of a longer beginning.
    followed_by = np.concatenate([ahead, hits])
    place = {"": 0}
    for text in begun[1:]:
        place[text] = int(followed_by[place[text[:-1]], LETTERS.index(text[-1])]) - first_state
    following = np.concatenate([followed_by[list(place.values())], followed_by])
    for text in begun[1:]:
        following[node_of[text[:-1]], LETTERS.index(text[-1])] = node_of[text]

    marks = np.full(len(following), -1, dtype=np.intp)
    marks[first_hit:] = np.arange(len(anywhere))
    ends = np.full(len(following), -1, dtype=np.intp)
    # Of two words for one name, the first, as the matcher says it.
    whole = {form: word for word in reversed(policy.whole_words) for form in (word, *plurals(word))}
    for text, node in node_of.items():
        if not matcher.is_ordinary(text):
            ends[node] = words.index(whole[text]) if text in whole else marks[first_state + place[text]]
    automaton = Automaton(following, marks, ends, len(words))
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
    number = {word: index for index, word in enumerate(words)}
    # The longest end of the text that is a word.
    ends = ((number.get(text[start:], -1) for start in range(len(text))) for text in texts)
    return [next((index for index in own if index >= 0), -1) for own in ends]
