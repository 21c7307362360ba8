"""The draws of many slots at once: the bot's own random numbers, in lock-step through the engine."""

import random
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from model.engine.engine import Engine, decode, encode
from model.engine.leak import Automaton, Floats, Indices, next_tokens

Slot = tuple[int, int]  # request number, slot number
NEAR = 3
ROUNDING = 1e-9  # more than a cumulative probability is ever rounded by
_ROWS = 1 << 15  # draws that are compared at once: they then stay in a core's cache


def uniforms(bot_seed: str, slots: Sequence[Slot], count: int) -> Floats:
    """The first random numbers of each slot's stream, (slots, count): what the frozen loop would draw.

    `random()` makes a number of the upper 27 and 26 bits of two words of the generator (Matsumoto and Nishimura's
    genrand_res53). All words of a stream at once are a third of the time of one number after the other.
    """
    stream, chunks = random.Random(), []
    for request, slot in slots:
        stream.seed(f"{bot_seed}:{request}:{slot}")  # as a new one would be
        chunks.append(stream.getrandbits(64 * count).to_bytes(8 * count, "little"))
    drawn = b"".join(chunks)
    words = np.frombuffer(drawn, dtype="<u4").reshape(len(slots), count, 2)
    return ((words[..., 0] >> 5) * 2.0**26 + (words[..., 1] >> 6)) / 2.0**53


class Hits(msgspec.Struct, frozen=True):
    """The draws that gave a marked name, N of them."""

    draw: Indices  # (N,): which of the draws
    names: list[str]
    mark: Indices  # (N,)
    used: Indices  # (N,): random numbers of the slot used so far, this draw included


def draw_marked(
    engine: Engine,
    automaton: Automaton,
    prefixes: Sequence[str],
    numbers: Floats,
    prefix: Indices,
    stream: Indices,
    used: Indices,
) -> Hits:
    """Draw a name for each of many (prefix, stream, random numbers used before), all of shape (draws,).

    `prefix` is an index into `prefixes`, and `stream` a row of `numbers`. A draw is given up, and a few marked names
    are missed, when it has added a letter and ends in less than NEAR letters of a marked word. Each distinct text
    goes through the model once.
    """
    lengths = np.array([len(text) for text in prefixes], dtype=np.intp)
    length_of = lengths[prefix]
    worth = _worth(automaton)
    at = used.copy()
    ends: list[tuple[Indices, list[str], Indices]] = []
    alive, node = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    letters, state = np.empty((0, 0), dtype=np.uint8), np.empty(0, dtype=np.intp)
    for length in range(engine.longest + 1):
        begin = np.flatnonzero(lengths == length)
        roots = [prefixes[index] for index in begin.tolist()]
        node_of = np.zeros(len(prefixes), dtype=np.intp)
        node_of[begin] = len(letters) + np.arange(len(begin))
        starts = np.flatnonzero(length_of == length) if len(begin) else begin
        alive = np.concatenate([alive, starts])
        node = np.concatenate([node, node_of[prefix[starts]]])
        begun = encode(roots).reshape(len(roots), length)
        letters = np.concatenate([letters, begun])
        state = np.concatenate([state, automaton.states(begun)])

        token = np.full(len(alive), engine.end)
        if length < engine.longest:  # a name of 16 letters ends without a random number
            token = choose(
                next_tokens(engine, letters).cumsum(axis=1), node, numbers[stream[alive], at[alive]]
            )
            at[alive] += 1
        over = token == engine.end
        marks = automaton.final_marks(state)
        hit = over & (marks[node] >= 0)
        ends.append((alive[hit], decode(letters[node[hit]]), marks[node[hit]]))

        ahead = automaton.following[state[node[~over]], token[~over]]
        go_on = worth[ahead]
        alive = alive[~over][go_on]
        step, node = distinct(
            node[~over][go_on] * engine.end + token[~over][go_on], len(letters) * engine.end
        )
        parent, letter = np.divmod(step, engine.end)
        letters = np.column_stack([letters[parent], letter.astype(np.uint8)])
        state = automaton.following[state[parent], letter]
    draw = np.concatenate([rows for rows, _, _ in ends])
    return Hits(
        draw, [n for _, names, _ in ends for n in names], np.concatenate([m for *_, m in ends]), at[draw]
    )


def promising(
    engine: Engine, automaton: Automaton, prefixes: Sequence[str], numbers: Floats
) -> tuple[Indices, Indices]:
    """Which prefixes with which of these first random numbers, (streams,), `draw_marked` would not give up at once.

    It may be a few more: what they draw is not decided here. The numbers are sorted once, and each token of a prefix
    is an interval of them.
    """
    order = np.argsort(numbers, kind="stable")
    lengths = np.array([len(text) for text in prefixes], dtype=np.intp)
    found: list[tuple[Indices, Indices]] = [(lengths[:0], lengths[:0])]
    for length in np.unique(lengths).tolist():
        own = np.flatnonzero(lengths == length)
        letters = encode([prefixes[index] for index in own.tolist()])
        states = automaton.states(letters)
        above = next_tokens(engine, letters).cumsum(axis=1)
        below = np.column_stack([np.zeros(len(own)), above[:, :-1]])
        leads = np.column_stack(
            [_worth(automaton)[automaton.following[states]], automaton.final_marks(states) >= 0]
        )
        rows = np.nonzero(leads)[0]
        first = np.searchsorted(numbers, below[leads] - ROUNDING, sorter=order)
        count = np.searchsorted(numbers, above[leads] + ROUNDING, sorter=order) - first
        within = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count)
        found.append((own[np.repeat(rows, count)], order[np.repeat(first, count) + within]))
    prefix, stream = (np.concatenate(column) for column in zip(*found, strict=True))
    return prefix, stream


def _worth(automaton: Automaton) -> NDArray[np.bool_]:
    """The states in which a draw goes on that has added a letter."""
    return (automaton.distances >= NEAR) | (automaton.marks >= 0)


def draw_each(
    engine: Engine, prefixes: Sequence[str], numbers: Floats, used: Indices | None = None
) -> tuple[list[str], Indices]:
    """One name for each prefix from its row of random numbers, and how many of the row are used then.

    `used` says how many were used before; each row needs as many behind them as a name has letters at most.
    """
    index_of = {prefix: index for index, prefix in enumerate(dict.fromkeys(prefixes))}
    index = np.array([index_of[prefix] for prefix in prefixes], dtype=np.intp)
    rows = np.arange(len(prefixes))
    before = np.zeros_like(rows) if used is None else used
    hits = draw_marked(engine, EVERYTHING, list(index_of), numbers, index, rows, before)
    names = [""] * len(prefixes)
    after = before.copy()
    after[hits.draw] = hits.used
    for row, name in zip(hits.draw.tolist(), hits.names, strict=True):
        names[row] = name
    return names, after


def draws_until(
    engine: Engine,
    bot_seed: str,
    slots: Sequence[Slot],
    prefixes: Sequence[str],
    wanted: Sequence[str],
    most: int,
) -> list[list[str]]:
    """The draws of each slot up to the first that is the wanted name, or `most` of them."""
    draws: list[list[str]] = [[] for _ in slots]
    waiting = list(range(len(slots)))
    numbers, used = uniforms(bot_seed, slots, engine.longest), np.zeros(len(slots), dtype=np.intp)
    for number in range(most):
        names, used = draw_each(engine, [prefixes[row] for row in waiting], numbers, used)
        for row, name in zip(waiting, names, strict=True):
            draws[row].append(name)
        open_ = [place for place, row in enumerate(waiting) if draws[row][-1] != wanted[row]]
        waiting, used = [waiting[place] for place in open_], used[open_]
        if not waiting:
            break
        # Most slots emit their first draw: only the others need more random numbers.
        numbers = (
            uniforms(bot_seed, [slots[row] for row in waiting], most * engine.longest)
            if not number
            else numbers[open_]
        )
    return draws


# One state, whose mark every name has.
EVERYTHING = Automaton(
    np.zeros((1, 26), dtype=np.intp), np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp), 1
)


def distinct(numbers: Indices, below: int) -> tuple[Indices, Indices]:
    """Which numbers there are, and the place of each among them: as `np.unique` says it, and without sorting."""
    place = np.zeros(below, dtype=np.intp)
    place[numbers] = 1
    found = np.flatnonzero(place)
    place[found] = np.arange(len(found))
    return found, place[numbers]


def choose(cumulative: Floats, node: Indices, number: Floats) -> Indices:
    """The token that each random number picks from its node's cumulative probabilities, as `bisect` does."""
    # By halving: five looks at a row that is filled up to 32, in place of one at each of 26 tokens.
    steps = (16, 8, 4, 2, 1)
    ladder = np.full((len(cumulative), 2 * steps[0]), np.inf)
    ladder[:, : cumulative.shape[1] - 1] = cumulative[:, :-1]
    first, last = np.arange(len(ladder)) * ladder.shape[1] - 1, cumulative[:, -1].copy()
    token = np.empty(len(node), dtype=np.intp)
    for start in range(0, len(node), _ROWS):
        part = slice(start, start + _ROWS)
        before = first.take(node[part])  # the place of the last one that is known to be passed
        target, foot = number[part] * last.take(node[part]), before.copy()
        for step in steps:
            before += step * (ladder.take(before + step) <= target)
        token[part] = before - foot
    return token
