"""Every shipped policy bans what it names, and leaves ordinary people's names alone."""

import pytest

from policies import FRUIT, Label, Labeller, Policy, audit, load, plurals, read_given_names

SHIPPED = {path.stem: load(path) for path in sorted(FRUIT.parent.glob("*.toml"))}
GIVEN = read_given_names()
LONGEST_NAME = 16


@pytest.fixture(scope="module", params=SHIPPED)
def policy(request: pytest.FixtureRequest) -> Policy:
    return SHIPPED[request.param]


@pytest.fixture(scope="module")
def labeller(policy: Policy) -> Labeller:
    return Labeller(policy, GIVEN)


def test_three_policies_are_shipped() -> None:
    assert list(SHIPPED) == ["colours", "fruit", "fruit5"]


def test_every_banned_word_fits_into_a_name(policy: Policy) -> None:
    assert all(3 <= len(word) <= LONGEST_NAME for word in (*policy.anywhere_words, *policy.whole_words))


def test_words_are_in_alphabetical_order(policy: Policy) -> None:
    for groups in (policy.anywhere, policy.whole):
        assert all(list(words) == sorted(words) for words in groups.values())
    assert list(policy.left_out) == sorted(policy.left_out)


def test_words_and_their_plurals_are_banned(policy: Policy, labeller: Labeller) -> None:
    for word in (*policy.anywhere_words, *policy.whole_words):
        assert all(labeller.matcher.banned(form) for form in (word, *plurals(word)))


def test_the_audit_finds_nothing_over_the_whole_data_set(policy: Policy) -> None:
    assert audit(policy, GIVEN) == ()


def test_every_common_beginning_is_allowed(labeller: Labeller) -> None:
    doubtful = [labeller.prefix(beginning) for beginning in GIVEN.beginnings]
    assert [labelled.reason for labelled in doubtful if labelled.label != Label.ALLOW] == []


def test_no_name_that_people_bear_is_refused_for_its_stem_alone(labeller: Labeller) -> None:
    refused = {name for name in GIVEN.borne if labeller.prefix(name).label == Label.REFUSE}
    assert [name for name in refused if not labeller.matcher.banned(name)] == []


def test_of_the_names_that_many_people_bear_hardly_one_is_not_allowed(labeller: Labeller) -> None:
    labels = {name: labeller.prefix(name).label for name in GIVEN.common}
    assert len([name for name in labels if labels[name] != Label.ALLOW]) <= 5
    assert {name for name in labels if labels[name] == Label.REFUSE} <= {"clementine"}


@pytest.mark.parametrize(
    ("shipped", "text", "label"),
    [
        ("colours", "scarlett", Label.ALLOW),
        ("colours", "grayson", Label.ALLOW),
        ("colours", "amber", Label.ALLOW),
        ("colours", "ruby", Label.ALLOW),
        ("colours", "violet", Label.ALLOW),
        ("colours", "hazel", Label.ALLOW),
        ("colours", "scarlet", Label.EITHER),
        ("colours", "treazure", Label.EITHER),
        ("colours", "nicolo", Label.EITHER),
        ("colours", "xyellowx", Label.REFUSE),
        ("colours", "purpl", Label.REFUSE),
        ("colours", "darkred", Label.REFUSE),
        ("fruit5", "pamela", Label.ALLOW),
        ("fruit5", "yuvaan", Label.ALLOW),
        ("fruit5", "esperanza", Label.ALLOW),
        ("fruit5", "mela", Label.ALLOW),
        ("fruit5", "pera", Label.EITHER),
        ("fruit5", "sandi", Label.EITHER),
        ("fruit5", "manzana", Label.REFUSE),
        ("fruit5", "pommes", Label.REFUSE),
        ("fruit5", "granatapfel", Label.REFUSE),
        ("fruit5", "albicocche", Label.REFUSE),
        ("fruit5", "lamela", Label.REFUSE),
        ("fruit5", "naranj", Label.REFUSE),
    ],
)
def test_requests_get_their_labels(shipped: str, text: str, label: Label) -> None:
    assert Labeller(SHIPPED[shipped], GIVEN).prefix(text).label == label


@pytest.mark.parametrize(
    ("shipped", "name"), [("colours", "scarlet"), ("colours", "grey"), ("fruit5", "pera")]
)
def test_a_word_that_other_names_contain_is_banned_as_a_whole(shipped: str, name: str) -> None:
    matcher = Labeller(SHIPPED[shipped], GIVEN).matcher
    assert matcher.banned(name)
    assert [other for other in GIVEN.borne if name in other and other != name and matcher.banned(other)] == []
