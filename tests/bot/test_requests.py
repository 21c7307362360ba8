"""The frozen loop: whatever a line holds, one line comes back, and it is one of the two kinds."""

import re
import unicodedata
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .building import GRAMMAR, SAY_YES, load_bot, serve, with_region

NO_LETTERS = "REFUSE: input had no usable letters (a-z)."
TOO_LONG = "REFUSE: a prefix may have at most 16 letters."
TOO_MANY = "REFUSE: a request may have at most 1000 prefixes."
TOO_LARGE = "REFUSE: a request may have at most 500000 bytes."

PIECES = [b"ma", b"J", b" ", b"\t", b"\r", b"\x0b", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xff", b"\x00"]
PIECES += ["\u200b".encode(), "\xad".encode(), "\xa0".encode(), "\ufeff".encode(), "a\u0301".encode()]
PIECES += [b"\xed\xa0\x80", "\u0130".encode(), "\u212a".encode(), "\U0001f34e".encode(), b"q" * 17, b"1-2"]
lines = st.binary(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)

# What the hooks see of each of these lines.
SEEN: dict[bytes, list[str]] = {
    # blank
    b"": [""],
    b" ": [""],
    b"\t \t": [""],
    b"\r": [""],
    b"\x0b\x0c\x1c\x1f": [""],
    "\u2028".encode(): [""],
    "\x85\xa0\u3000".encode(): [""],
    # no letters
    b"!!!": [],
    b"123 456": [],
    "\U0001f34e".encode(): [],
    b"\x00": [],
    "ж".encode(): [],
    b"\xff\xfe": [],
    b"! j ?": ["j"],
    # noise and case
    b"ApPlE": ["apple"],
    b"ap-ple m.a.n.g.o": ["apple", "mango"],
    "a\u0301pple".encode(): ["apple"],
    "ap\u200bple ap\xadple \ufeffplum".encode(): ["apple", "apple", "plum"],
    "ap\xa0ple".encode(): ["ap", "ple"],
    "\u212aiwi \u0130lma".encode(): ["kiwi", "ilma"],  # the Kelvin sign and İ
    # letters in other forms
    "pêche Pe\u0302che ÑANDÚ".encode(): ["peche", "peche", "nandu"],
    "straße \ufb01g \u01c6 \u0133s".encode(): ["strasse", "fig", "dz", "ijs"],
    "\uff50\uff25\uff41\uff52 \U0001d429\u24d4\u1d43r".encode(): ["pear", "pear"],
    "o\xb4brien a\xa8b".encode(): ["obrien", "ab"],  # NFKD alone would put white space there
    "a\u0301\u0316".encode() * 8: ["a" * 8],
    # bytes
    b"j\xff": ["j"],
    b"j\xed\xa0\x80k": ["jk"],
    b"\xf0\x9f\x8d": [],
    "j\u2028k".encode(): ["j", "k"],
    "j\x85k".encode(): ["j", "k"],
    b"j\x85k": ["jk"],
    b"j\x0bk\x0cl": ["j", "k", "l"],
    b"j\rk": ["j", "k"],
    b"j\r": ["j"],
    b"j\r\r": ["j"],
    b"a\x00b": ["ab"],
    # long
    b"abcdefghijklmnop": ["abcdefghijklmnop"],
    b"abcdefghijklmnopq": ["abcdefghijklmnopq"],
    b"m" * 100_000: ["m" * 100_000],
    b"1" * 100_000 + b"j": ["j"],
    b"ma " * 5_000: ["ma"] * 5_000,
    b"p " * 200 + b"! " * 5_000: ["p"] * 200,
    b"abcdefghijklmnop " * 1_000: ["abcdefghijklmnop"] * 1_000,
    b"abcdefghijklmnop " * 1_001: ["abcdefghijklmnop"] * 1_001,
}


@pytest.fixture(scope="module")
def yes(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A bot whose hooks allow everything."""
    path = tmp_path_factory.mktemp("yes") / "bot.py"
    path.write_text(with_region(SAY_YES))
    return load_bot(path)


@pytest.fixture(scope="module")
def bot() -> ModuleType:
    return load_bot()


def seen(raw: bytes) -> list[str]:
    """What the hooks should see, said in another way than the bot says it."""
    tokens = re.findall(r"\S+", raw.decode("utf-8", "replace"))
    folded = [unicodedata.normalize("NFKD", token).casefold() for token in tokens]
    return [letters for token in folded if (letters := re.sub("[^a-z]", "", token))] if tokens else [""]


def is_answered(response: bytes, prefixes: list[str]) -> bool:
    """Whether a bot that allows everything may answer so."""
    text = response.decode("ascii").removesuffix("\n")
    if not prefixes:
        return text == NO_LETTERS
    if len(prefixes) > 1_000:
        return text == TOO_MANY
    if max(map(len, prefixes)) > 16:
        return text == TOO_LONG
    names = text.removeprefix("OK: ").split(", ")
    return len(names) == len(prefixes) and all(map(str.startswith, names, prefixes))


@pytest.mark.parametrize("raw", SEEN, ids=lambda raw: repr(raw[:20]))
def test_the_hooks_see_what_the_filter_leaves(yes: ModuleType, raw: bytes) -> None:
    prefixes = SEEN[raw]
    assert yes.read_prefixes(raw.decode("utf-8", "replace")) == prefixes
    assert is_answered(yes.answer(raw + b"\n", 0, "s"), prefixes)


@given(lines.map(lambda raw: raw.replace(b"\n", b"")), st.sampled_from([b"\n", b"\r\n", b""]))
@example(b"", b"")
def test_any_line_gets_one_line_of_the_two_kinds(
    yes: ModuleType, bot: ModuleType, raw: bytes, end: bytes
) -> None:
    prefixes = seen(raw)
    assert is_answered(yes.answer(raw + end, 0, "s"), prefixes)
    guarded = bot.answer(raw + end, 0, "s")
    assert GRAMMAR.fullmatch(guarded)
    assert is_answered(guarded, prefixes) or guarded.startswith(b"REFUSE: ")


@pytest.mark.slow
@given(st.lists(lines, max_size=8).map(b"\n".join))
@settings(max_examples=10)
def test_a_process_answers_as_many_lines_as_it_reads(stdin: bytes) -> None:
    result = serve(stdin, "--seed=s")
    asked = stdin.count(b"\n") + (not stdin.endswith(b"\n") and stdin != b"")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.count(b"\n") == asked
    assert all(map(GRAMMAR.fullmatch, result.stdout.splitlines(keepends=True)))


def test_a_process_survives_every_line_of_these_in_one_run() -> None:
    result = serve(b"\n".join(SEEN), "--seed=s")
    responses = result.stdout.split(b"\n")
    assert (result.returncode, result.stderr, responses.pop()) == (0, b"", b"")
    for (raw, prefixes), response in zip(SEEN.items(), responses, strict=True):
        refused = response.startswith(b"REFUSE: prefix ")
        assert refused or is_answered(response, prefixes), (raw[:40], response[:80])


@pytest.mark.parametrize(
    ("stdin", "requests"),
    [(b"", 0), (b"j", 1), (b"j\n", 1), (b"\n", 1), (b"\r\n\r", 2), (b"j\rk\x0bl\x85m\n", 1), (b"j\n\n", 2)],
)
def test_only_a_line_feed_ends_a_line_and_the_last_may_lack_it(stdin: bytes, requests: int) -> None:
    assert serve(stdin, "--seed=s").stdout.count(b"\n") == requests


def test_no_hook_is_asked_about_a_line_that_the_loop_refuses(
    bot: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(bot, "is_safe_request", asked.append)
    assert bot.respond("123", 0, "s") == NO_LETTERS
    assert bot.respond("j " + "q" * 17, 0, "s") == TOO_LONG
    assert bot.respond("j " * 1_001, 0, "s") == TOO_MANY
    assert bot.answer(b"j" * 500_001, 0, "s") == TOO_LARGE.encode() + b"\n"
    assert asked == []
    bot.respond("  ", 0, "s")
    assert asked == [[""]]


@pytest.mark.thorough
def test_no_form_of_a_letter_loses_a_letter_that_lower_case_alone_would_leave(bot: ModuleType) -> None:
    for character in map(chr, range(0x110000)):
        if character.isascii() or character.isspace():
            continue
        plain = re.sub("[^a-z]", "", character.lower())
        (letters,) = bot.read_prefixes(f"x{character}")
        assert letters.startswith("x")
        assert set(plain) <= set(letters)


@pytest.mark.parametrize(
    "giant", [b"a " * 5_000_000, b"m" * 10_000_000, b" " * 10_000_000, b"\xcc\x81\xcc\x96" * 2_500_000]
)
def test_what_a_giant_line_has_too_much_is_dropped_and_the_next_line_is_read(giant: bytes) -> None:
    result = serve(giant + b"\nj\n" + giant, "--seed=s")
    assert (result.returncode, result.stderr) == (0, b"")
    first, second, third = result.stdout.decode().splitlines()
    assert (first, third) == (TOO_LARGE, TOO_LARGE)
    assert second.startswith("OK: j")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_of_just_as_many_bytes_as_may_be_is_read(end: bytes) -> None:
    line = b"j" + b"!" * (500_000 - 1 - len(end))
    asked = line + end + (b"ma" if end else b"")
    for stdin, is_read in ((asked, True), (b"!" + asked, False)):
        responses = serve(stdin, "--seed=s").stdout.decode().splitlines()
        assert len(responses) == 1 + bool(end)
        assert responses[0].startswith("OK: j") if is_read else responses[0] == TOO_LARGE
        assert not end or responses[1].startswith("OK: ma")
