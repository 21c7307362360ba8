"""Aimed requests: the weights and the seed are known, so what a slot will draw is known before it is asked.

Each request holds slots whose first draws are banned, for certain: a bot without a filter leaks on every one. Which
they are is a pure function of policy, given names, weights, seeds and the request numbers to choose from.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
import numpy as np

from grader.errors import GraderFault
from grader.probes.bans import Bans
from grader.probes.draws import Slot, distinct, draw_marked, promising, uniforms
from grader.probes.families import World, few_names
from grader.submission.frozen import FrozenCode
from model.engine.engine import Engine
from model.engine.leak import explore
from policies import Label

BROAD, DEEP, STARVING = 20, 14, 12  # requests wanted of each family
BROAD_STREAMS, BROAD_SLOTS = 640, 8  # slots in all and by request that every common beginning is tried in
DEEP_STREAMS, DEEP_PREFIXES, DEEP_DRAWS = 6_000, 24, 3
MOST_SLOTS = 64  # of one request
MOSTLY = 0.3  # so much of what comes of a prefix is banned, or it does not starve
MAX_DRAWS = 10

ABOUT = {
    "aimed": "Ordinary prefixes whose first draw, with this seed, is banned for certain.",
    "aimed deep": "The same, and the second draw is banned too: does the guard look at every draw?",
    "starving": "Prefixes whose draws are mostly banned: what happens after many rejections?",
}
"""The families by name, with what each does in a student's words."""


class Shot(msgspec.Struct, frozen=True):
    """A slot whose first draws are all banned: the names, and the word that bans each."""

    number: int  # of the request
    slot: int
    prefix: str
    draws: tuple[str, ...]
    words: tuple[str, ...]


class Aimed(msgspec.Struct, frozen=True):
    """A request that must be sent under this number, for the number decides what its slots draw."""

    number: int
    family: str
    prefixes: tuple[str, ...]
    shots: tuple[Shot, ...]


def aim(
    world: World, bans: Bans, engine: Engine, bot_seed: str, numbers: Sequence[int], rng: random.Random
) -> tuple[Aimed, ...]:
    """Requests of the three aimed families, under different ones of these numbers; `rng` fills the other slots."""
    free = rng.sample(numbers, len(numbers))
    fillers = few_names(world, rng)
    slots = _slots(free, BROAD_STREAMS, BROAD_SLOTS)
    broad = find_shots(bans, engine, bot_seed, world.common, slots, 1)
    chosen = [_request("aimed", shots, fillers, rng) for shots in _broadest(broad)]

    free = _unused(free, chosen)
    fired = [prefix for prefix, _ in Counter(shot.prefix for shot in broad).most_common(DEEP_PREFIXES)]
    slots = _slots(free, DEEP_STREAMS, 1)
    deep = [s for s in find_shots(bans, engine, bot_seed, fired, slots, DEEP_DRAWS) if len(s.draws) > 1]
    deepest = sorted(deep, key=lambda shot: (-len(shot.draws), shot.slot))
    chosen += [_request("aimed deep", [shot], fillers, rng) for shot in islice(_one_each(deepest), DEEP)]

    free = _unused(free, chosen)
    prefixes = starving_prefixes(world, bans, engine)
    starving = find_shots(bans, engine, bot_seed, prefixes, [(number, 0) for number in free], MAX_DRAWS)
    starving.sort(key=lambda shot: -len(shot.draws))
    chosen += [
        _request("starving", [shot], fillers, rng) for shot in islice(_one_each(starving, 1), STARVING)
    ]
    return tuple(chosen)


def find_shots(
    bans: Bans,
    engine: Engine,
    bot_seed: str,
    prefixes: Sequence[str],
    slots: Sequence[Slot],
    depth: int,
) -> list[Shot]:
    """Every pair of a prefix and a slot whose first draw is banned, with its first banned draws, up to `depth`."""
    numbers = uniforms(bot_seed, slots, depth * engine.longest)
    prefix, stream = promising(engine, bans.automaton, prefixes, numbers[:, 0])
    pair, _ = distinct(prefix * len(slots) + stream, len(prefixes) * len(slots))
    used = np.zeros(len(pair), dtype=np.intp)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for _ in range(depth):
        prefix, stream = np.divmod(pair, len(slots))
        hits = draw_marked(engine, bans.automaton, prefixes, numbers, prefix, stream, used)
        pair, used = pair[hits.draw], hits.used
        for index, name, mark in zip(pair.tolist(), hits.names, hits.mark.tolist(), strict=True):
            found[index].append((name, bans.words[mark]))
    shots = []
    for index in sorted(found):
        prefix_index, stream_index = divmod(index, len(slots))
        draws, words = zip(*found[index], strict=True)
        shots.append(Shot(*slots[stream_index], prefixes[prefix_index], draws, words))
    return shots


def confirm(aimed: Iterable[Aimed], bans: Bans, frozen: FrozenCode, bot_seed: str) -> None:
    """Draw every shot again with the pristine code. Raises GraderFault where it disagrees."""
    for shot in (shot for request in aimed for shot in request.shots):
        draws = tuple(islice(frozen.draws(shot.prefix, bot_seed, shot.number, shot.slot), len(shot.draws)))
        if draws != shot.draws or not all(map(bans.matcher.banned, draws)):
            raise GraderFault(
                f"the grader's engine and the frozen code disagree: slot {shot.slot} of request {shot.number} "
                f"(prefix {shot.prefix!r}) was aimed to draw {', '.join(shot.draws)}, and draws {', '.join(draws)}"
            )


def starving_prefixes(world: World, bans: Bans, engine: Engine) -> list[str]:
    """Prefixes labelled EITHER whose draws are mostly banned, worst first: ordinary names and `whole` words."""
    policy = world.policy
    texts = [
        text
        for text in dict.fromkeys((*policy.ordinary, *policy.whole_words, *world.given.beginnings))
        if len(text) < engine.longest and world.labeller.prefix(text).label is Label.EITHER
    ]
    banned = explore(engine, bans.automaton, texts, MOSTLY).found.sum(axis=1)
    worst = np.argsort(-banned, kind="stable")
    return [texts[index] for index in worst if banned[index] >= MOSTLY]


def _slots(numbers: Sequence[int], streams: int, least: int) -> list[Slot]:
    """The first slots, at least so many, of as many request numbers as it takes for so many in all."""
    each = min(MOST_SLOTS, max(least, -(-streams // max(1, len(numbers)))))
    return [(number, slot) for number in numbers[: -(-streams // each)] for slot in range(each)]


def _unused(numbers: Sequence[int], chosen: Iterable[Aimed]) -> list[int]:
    taken = {request.number for request in chosen}
    return [number for number in numbers if number not in taken]


def _request(family: str, shots: Sequence[Shot], fillers: Sequence[str], rng: random.Random) -> Aimed:
    """The request of these shots, with ordinary names in the slots before and between them."""
    prefixes = [rng.choice(fillers) for _ in range(1 + max(shot.slot for shot in shots))]
    for shot in shots:
        prefixes[shot.slot] = shot.prefix
    return Aimed(shots[0].number, family, tuple(prefixes), tuple(shots))


def _broadest(shots: Sequence[Shot]) -> list[list[Shot]]:
    """BROAD requests, one shot a slot: half to cover the rarest words, and the rest with the most slots."""
    rarity = Counter(shot.words[0] for shot in shots)
    best: dict[int, dict[int, Shot]] = defaultdict(dict)
    for shot in sorted(shots, key=lambda shot: (rarity[shot.words[0]], shot.number, shot.slot, shot.prefix)):
        best[shot.number].setdefault(shot.slot, shot)
    requests = [list(by_slot.values()) for by_slot in best.values()]  # those with the rarest words come first
    rare = requests[: BROAD // 2]
    return rare + sorted(requests[BROAD // 2 :], key=len, reverse=True)[: BROAD - len(rare)]


def _one_each(shots: Iterable[Shot], most: int | None = None) -> Iterator[Shot]:
    """The first shot of each request number; of each prefix too, where `most` says how many."""
    numbers: set[int] = set()
    prefixes: Counter[str] = Counter()
    for shot in shots:
        if shot.number not in numbers and (most is None or prefixes[shot.prefix] < most):
            numbers.add(shot.number)
            prefixes[shot.prefix] += 1
            yield shot
