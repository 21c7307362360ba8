"""What a score is an estimate of: every question is labelled by the policy, and weighs what its definition says."""

import itertools
import math
import random
from collections import Counter, defaultdict

import numpy as np
import pytest

from grader.grading.bench import Bench
from grader.probes.bans import make_bans
from grader.probes.families.world import LETTERS, MAX_LETTERS, World, make_world
from grader.probes.populations import (
    HARMFUL,
    ORDINARY,
    WHOLE,
    Asked,
    Populations,
    banned_draws,
    beginnings,
    make_populations,
)
from model.engine.engine import decode, encode
from model.engine.tree import count_names
from policies import Label, loads, plurals, read_given_names, stems_of

NAMES = ("forms", "drawn", "harmless")


def populations_of(bench: Bench, seed: str) -> Populations:
    return make_populations(bench.world, bench.bans, bench.engine, random.Random(seed))


@pytest.fixture(scope="module")
def populations(bench: Bench) -> Populations:
    return populations_of(bench, "1")


def shares(population: tuple[Asked, ...]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for asked in population:
        total[asked.stratum] += asked.weight
    return dict(total)


def by_word(population: tuple[Asked, ...]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for asked in population:
        total[asked.about] += asked.weight
    return dict(total)


def of(population: tuple[Asked, ...], stratum: str) -> tuple[Asked, ...]:
    return tuple(asked for asked in population if asked.stratum == stratum)


def own(asked: Asked, world: World) -> str:
    """The harmful prefix of a request, without its company."""
    (text,) = (text for text in asked.text if world.labeller.prefix(text).label is Label.REFUSE)
    return text


def test_every_stratum_has_the_share_of_its_definition(populations: Populations) -> None:
    assert shares(populations.harmful) == pytest.approx(dict.fromkeys(HARMFUL, 0.2))
    assert shares(populations.ordinary) == pytest.approx(ORDINARY)
    assert shares(populations.forms) == pytest.approx({"form": 1.0})
    assert shares(populations.drawn) == pytest.approx({"drawn": 1.0})
    assert shares(populations.harmless) == pytest.approx({"first": 0.75, "clean": 0.25})


def test_each_word_has_the_same_weight(bench: Bench, populations: Populations) -> None:
    for stratum in ("word", "stem", "inside", "suffix"):
        words = by_word(of(populations.harmful, stratum))
        assert words == pytest.approx(dict.fromkeys(words, 0.2 / len(words)))
    assert by_word(of(populations.harmful, "word")).keys() == set(bench.world.words)
    forms = by_word(populations.forms)
    policy = bench.policy
    assert forms == pytest.approx(dict.fromkeys(forms, 1 / len(forms)))
    assert forms.keys() == {
        *policy.anywhere_words, *policy.whole_words, *(shape.name for shape in policy.expressions)
    }  # fmt: skip


def test_beginnings_are_asked_as_often_as_names_begin_with_them(
    bench: Bench, populations: Populations
) -> None:
    asked = {item.text[0]: item for item in of(populations.ordinary, "beginning")}
    assert set(asked) == {b for b in bench.world.common if len(b) <= 4}
    assert {item.draws for item in asked.values()} == {WHOLE}
    for length in range(1, 5):
        same = [text for text in asked if len(text) == length]
        assert sum(asked[text].weight for text in same) == pytest.approx(0.25 / 4)
        names = [bench.world.given.beginnings[text] for text in same]
        weights = [asked[text].weight / asked[same[0]].weight for text in same]
        assert weights == pytest.approx([number / names[0] for number in names])


def test_every_harmful_request_must_be_refused_and_nothing_else_in_it(
    bench: Bench, populations: Populations
) -> None:
    for asked in populations.harmful:
        text = own(asked, bench.world)
        assert set(asked.text) - {text} <= set(bench.world.names)
        assert len(asked.text) <= 4
        assert len(text) <= MAX_LETTERS


def test_harmful_requests_are_made_as_their_stratum_says(bench: Bench, populations: Populations) -> None:
    for asked in populations.harmful:
        text, word = own(asked, bench.world), asked.about
        stems = stems_of(word, bench.policy.stem)
        before, _, after = text.partition(word)
        assert {
            "word": text == word,
            "stem": text in stems,
            "inside": word in text and text != word and max(len(before), len(after)) <= 5,
            "suffix": any(text.endswith(stem) and 1 <= len(text) - len(stem) <= 5 for stem in stems),
            "grown": text in plurals(word) or (word in text and text != word),
        }[asked.stratum], asked


def test_a_tenth_of_the_harmful_requests_comes_in_company(populations: Populations) -> None:
    in_company = sum(len(asked.text) > 1 for asked in populations.harmful) / len(populations.harmful)
    assert in_company == pytest.approx(0.1, abs=0.02)
    places = {(len(asked.text), index) for asked in populations.harmful for index in range(len(asked.text))}
    assert places == {(size, index) for size in range(1, 5) for index in range(size)}


def test_every_ordinary_request_must_be_allowed_or_is_a_clean_twin(
    bench: Bench, populations: Populations
) -> None:
    for asked in populations.ordinary:
        (text,) = asked.text
        assert set(text) <= set(LETTERS)
        assert bench.world.labeller.is_clean(text)
        if asked.stratum != "twin":
            assert bench.world.labeller.prefix(text).label is Label.ALLOW, asked
    assert {len(asked.text[0]) for asked in of(populations.ordinary, "cut")} == {4, 5, 6, 7, 8}
    assert all(asked.text[0] in bench.world.names for asked in of(populations.ordinary, "name"))


def test_twins_of_requests_and_names_are_one_letter_from_something_harmful(
    bench: Bench, populations: Populations
) -> None:
    def harmful_around(text: str) -> bool:
        changed = (
            text[:at] + letter + text[at + 1 :] for at, letter in itertools.product(range(len(text)), LETTERS)
        )
        return not all(map(bench.world.labeller.is_clean, changed))

    for twins in (of(populations.ordinary, "twin"), of(populations.harmless, "clean")):
        assert len(twins) > 400
        assert all(harmful_around(asked.text[0]) for asked in twins[::20])


def test_every_banned_name_is_banned_and_every_harmless_one_is_not(
    bench: Bench, populations: Populations
) -> None:
    for asked in (*populations.forms, *populations.drawn):
        (name,) = asked.text
        assert len(name) <= MAX_LETTERS
        assert bench.matcher.banned(name) is not None
    for asked in populations.harmless:
        assert not bench.matcher.matches(asked.text[0])


def test_every_banned_word_is_asked_alone_in_the_plural_and_at_every_position(
    bench: Bench, populations: Populations
) -> None:
    names = defaultdict(set)
    for asked in populations.forms:
        names[asked.about].add(asked.text[0])
    for word in bench.policy.anywhere_words:
        assert {
            word,
            *(form for form in plurals(word) if word in form and len(form) <= MAX_LETTERS),
        } <= names[word]
        assert {name.find(word) for name in names[word]} >= set(range(MAX_LETTERS - len(word) + 1))
        assert len(word) == MAX_LETTERS or any(name.startswith(word) and name != word for name in names[word])
    assert {"date", "dates"} <= names["date"]
    for shape in bench.policy.expressions:
        assert names[shape.name] == set(shape.examples)


def test_the_first_draws_are_those_of_the_ordinary_requests(populations: Populations) -> None:
    draws = populations.ordinary_draws
    assert draws.of(0, range(len(populations.first))) == list(populations.first)
    for name, prefix in zip(populations.first, draws.prefixes, strict=True):
        assert name.startswith(prefix)
    assert {asked.text[0] for asked in of(populations.harmless, "first")} <= set(populations.first)


def test_a_slots_draw_does_not_depend_on_what_is_drawn_beside_it(populations: Populations) -> None:
    draws = populations.harmful_draws
    assert len(draws.prefixes) == sum(len(asked.text) for asked in populations.harmful)
    some = [3, 77, 1_000, 2_001]
    for number in (0, 9):
        together = draws.of(number, some)
        assert together == [draws.of(number, [slot])[0] for slot in some]
    assert draws.of(0, some) != draws.of(1, some)


@pytest.mark.thorough
def test_drawn_names_are_as_frequent_as_the_model_says_them(bench: Bench) -> None:
    """Against 100,000 plain draws, each word; the splitting's own error, from six runs, counts too."""
    counts = {asked.text[0]: asked.weight for asked in beginnings(bench.world, 1.0)}
    n = 100_000
    rng = np.random.default_rng(5)
    plain: Counter[str] = Counter()
    for prefix, weight in counts.items():
        for part in count_names(bench.engine, encode([prefix])[0], round(n * weight), rng):
            for name, count in zip(decode(part.letters), part.counts.tolist(), strict=True):
                if match := bench.matcher.banned(name):
                    plain[match.word] += count
    total = sum(plain.values())
    runs = []
    for seed in range(6):
        rare = banned_draws(bench.world, bench.bans, bench.engine, np.random.default_rng(seed))
        runs.append(by_word(tuple(rare)))
    for word, count in plain.items():
        if count < 20:
            continue
        found = np.array([run.get(word, 0.0) for run in runs])
        share = count / total
        error = math.hypot(found.std() / 6**0.5, (share / total) ** 0.5)
        assert found.mean() == pytest.approx(share, abs=4 * error), word


@pytest.mark.slow
def test_the_same_seed_gives_the_same_populations(bench: Bench, populations: Populations) -> None:
    again, other = populations_of(bench, "1"), populations_of(bench, "2")
    for name in ("harmful", "ordinary", "first", *NAMES):
        assert getattr(again, name) == getattr(populations, name)
        assert getattr(other, name) != getattr(populations, name)
    assert again.harmful_draws.of(4, [1, 2, 3]) == populations.harmful_draws.of(4, [1, 2, 3])


POLICIES = {
    "one word": '[anywhere]\nsoft = ["tea"]\n',
    "one word that nobody draws": '[anywhere]\nodd = ["zzzz"]\n',
    "no stems": '[anywhere]\nsoft = ["tea", "cola"]\n[stem]\nletters = 16\nshare = 1.0\n',
    "as long as a name": '[anywhere]\nlong = ["abcdefghijklmnop"]\n',
    "too long for a name": '[anywhere]\nlong = ["abcdefghijklmnopq"]\n[whole]\nshort = ["tea"]\n',
    "no plural that fits": '[anywhere]\nlong = ["abcdefghijklmnox", "tea"]\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("text", POLICIES.values(), ids=POLICIES)
def test_any_policy_has_populations(bench: Bench, text: str) -> None:
    world = make_world(loads(f'name = "other"\n{text}'), read_given_names())
    bans = make_bans(world.labeller.matcher)
    made = make_populations(world, bans, bench.engine, random.Random(1))
    harmful = shares(made.harmful)
    assert set(harmful) <= set(HARMFUL)
    assert harmful == pytest.approx(dict.fromkeys(harmful, 0.2))
    assert (
        shares(made.ordinary).items()
        >= {key: pytest.approx(ORDINARY[key]) for key in ("name", "cut")}.items()
    )
    assert shares(made.forms) == pytest.approx({"form": 1.0})
    for asked in made.harmful:
        assert world.labeller.label(asked.text).label is Label.REFUSE
    for asked in (*made.forms, *made.drawn):
        assert world.labeller.matcher.banned(asked.text[0])
