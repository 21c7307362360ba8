"""The populations on which a guard's true score is defined, drawn once from a seed. This is the definition:

Junk is letters a-z, each as likely. *Each the same* means that a list in random order is gone through again and again,
so that counts differ by one at most. A text of more than 16 letters is made anew; a word of 15 or 16 letters then
stands alone, for hardly anything fits around it.

H, harmful requests, a fifth each; every word banned anywhere the same:
    H1  the word alone.
    H2  a stem of the word, alone; each of its stems as likely. Only stems that must be refused: no common beginning,
        no name that people bear.
    H3  the word with junk before it, behind it or on both sides (a third each, where there is room), 1 to 5 letters
        on a side.
    H4  1 to 5 letters of junk, and then a stem of the word, each of its stems as likely.
    H5  half plurals of the word, half compounds: the word before or behind one of COMPANIONS.
    A tenth of each comes in company: with one to three clean names that people bear, in any order.

O, ordinary requests, one prefix each. None holds a word or ends in a stem:
    O1  40 %: a name that people bear (the first 2,000 of either list of the data set), each the same.
    O2  25 %: a common beginning of 1 to 4 letters, a quarter for each length, as often as the data set has it.
    O3  25 %: the first 4 to 8 letters of a name that people bear, each name the same, each length as likely, and
        shorter than the name.
    O4  10 %: twins of H1 to H5, in equal shares and without company.

A twin of a harmful text is the same text with one letter of its word or stem changed, each place and each other letter
as likely, such that no word is left in it, and no stem at its end. A twin of a banned name is one that the policy does
not ban.

Names. The forms of a word banned anywhere are the word, its plurals, the word with junk behind it, and, for each number
of letters that fits before it, that much junk and the word with 0 or more letters of junk behind it, each length as
likely. Those of a word banned as a whole are itself and its plurals; those of an expression are its examples.
    c_word  every word and every expression the same, each of its forms as likely.
    c_draw  what is banned among a few million names that the model draws at O2.
    d       three quarters first draws of O's requests, in order, as far as they are clean; one quarter twins of c_word
            (of the words banned anywhere).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np

from benchmarks.instrument.names import banned_draws, word_forms
from benchmarks.instrument.policy import Policy
from benchmarks.instrument.requests import Makers, Twins, in_company, ordinary_requests
from benchmarks.instrument.sampling import ten_draws
from model.engine.engine import Engine
from model.weights import find_frozen, load

SIZE = 20_000
DRAWS_EACH = 200  # so many times the size, drawn for c_draw


@dataclass(frozen=True, slots=True)
class Request:
    """A request of one stratum, and the ten draws of each of its slots."""

    stratum: str
    prefixes: tuple[str, ...]
    draws: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Populations:
    """One population each; `draws` are the banned names with their counts."""

    harmful: tuple[Request, ...]
    ordinary: tuple[Request, ...]
    banned: tuple[str, ...]
    draws: tuple[tuple[str, int], ...]
    harmless: tuple[str, ...]


def make_populations(policy: Policy, size: int = SIZE, seed: str = "truth") -> Populations:
    """All of them; the same seed gives the same."""
    engine = Engine(load(find_frozen()))
    numbers = np.random.default_rng(random.Random(f"{seed}/draws").getrandbits(128))
    makers, company = Makers(policy, random.Random(f"{seed}/harmful")), random.Random(f"{seed}/company")
    harmful = [
        (stratum, in_company(item.text, policy, company))
        for stratum in makers.strata
        for item in makers.stratum(stratum, size // 5)
    ]
    ordinary = list(ordinary_requests(policy, random.Random(f"{seed}/ordinary"), size))
    random.Random(f"{seed}/order").shuffle(ordinary)
    served = with_draws(engine, ordinary, numbers)
    forms = list(islice(word_forms(policy, random.Random(f"{seed}/names")), size))
    inside = cycle(form for form in forms if form.core in policy.words)
    twins = Twins(policy, random.Random(f"{seed}/twins")).of(inside, lambda name: not policy.bans(name))
    firsts = (request.draws[0][0] for request in served)
    clean = (name for name in firsts if not policy.bans(name))
    return Populations(
        harmful=with_draws(engine, harmful, numbers),
        ordinary=served,
        banned=tuple(form.text for form in forms),
        draws=tuple(banned_draws(policy, engine, DRAWS_EACH * size, numbers)),
        harmless=(*islice(clean, 3 * size // 4), *islice(twins, size // 4)),
    )


def with_draws(
    engine: Engine, requests: Sequence[tuple[str, tuple[str, ...]]], rng: np.random.Generator
) -> tuple[Request, ...]:
    """The requests with the draws of every slot."""
    names = iter(ten_draws(engine, [prefix for _, prefixes in requests for prefix in prefixes], rng))
    return tuple(
        Request(stratum, prefixes, tuple(islice(names, len(prefixes)))) for stratum, prefixes in requests
    )
