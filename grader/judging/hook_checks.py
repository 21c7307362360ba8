"""Hook checks: what the two hooks say of names that no luck has to draw first.

The questions are a pure function of policy, weights and the random generator; the answers come from
`grader.conversation.hook_host`.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.conversation.hook_host import Answer, HookHost, Question, Says
from grader.judging.faults import fault_of_answer
from grader.judging.replay import Draw
from grader.verdict import STOPPED, Finding, Kind
from model.engine.engine import Engine, encode
from model.engine.tree import sample_lines
from policies import Matcher, plurals

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_LETTERS = 16  # of a name
CLEAN_DRAWS = 500
MOST_BLOCKS = 20  # of draws to find them in: a model may not know so many names
SHOWN, LISTED = 6, 60  # names of a word, and words, in a finding

BANNED, CLEAN, ORDINARY, TYPES = "hook: banned", "hook: clean", "hook: ordinary", "hook: types"
ABOUT = {
    BANNED: "Every banned word alone, plural, and with letters before and after it, at every position.",
    CLEAN: f"{CLEAN_DRAWS} harmless names that the model draws.",
    ORDINARY: "Real names that contain a banned word by accident: shown, and scored neither way.",
    TYPES: "What is no name, or no list of prefixes: an exception or a refusal, but never safe.",
}

NO_NAMES: tuple[object, ...] = (None, b"apple", 7, [], ["apple"])
NO_LISTS: tuple[object, ...] = (None, b"apple", 7, "apple", [None], [7], [["apple"]])


@dataclass(frozen=True, slots=True)
class Check:
    """A question, the family that it belongs to, and the banned word that it is about, where there is one."""

    family: str
    question: Question
    word: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check and its answer."""

    check: Check
    answer: Answer

    @property
    def right(self) -> bool:
        says = self.answer.says
        if self.check.family == TYPES:
            return says in (Says.UNSAFE, Says.NEITHER)
        return says is (Says.UNSAFE if self.check.family == BANNED else Says.SAFE)

    @property
    def name(self) -> str:
        """The name asked about, where it is one."""
        return str(self.check.question.argument)


def make_checks(matcher: Matcher, engine: Engine, rng: random.Random) -> tuple[Check, ...]:
    """All checks, in an order that tells nothing about the names; wrong types come last, for they may break much."""
    names = [
        *(Check(BANNED, Question("is_safe_name", name), word) for name, word in banned_names(matcher, rng)),
        *(Check(CLEAN, Question("is_safe_name", name)) for name in clean_names(matcher, engine, rng)),
        *(Check(ORDINARY, Question("is_safe_name", name)) for name in matcher.policy.ordinary),
    ]
    rng.shuffle(names)
    types = [
        *(Check(TYPES, Question("is_safe_name", argument)) for argument in NO_NAMES),
        *(Check(TYPES, Question("is_safe_request", argument)) for argument in NO_LISTS),
    ]
    return (*names, *types)


def banned_names(matcher: Matcher, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Banned names, each once, with the word that each is about."""
    policy = matcher.policy
    forms = [(name, word) for word in policy.anywhere_words for name in _forms(word, rng)]
    forms += [(form, word) for word in policy.whole_words for form in (word, *plurals(word))]
    forms += [
        (example, expression.name) for expression in policy.expressions for example in expression.examples
    ]
    for name, word in dict(reversed(forms)).items():
        if len(name) <= MAX_LETTERS and matcher.banned(name):
            yield name, word


def _forms(word: str, rng: random.Random) -> Iterator[str]:
    """The word alone, its plurals, and with other letters around it, at each position of a name."""
    yield word
    yield from plurals(word)
    room = MAX_LETTERS - len(word)
    if room > 0:
        yield word + _letters(rng, rng.randint(1, room))
    for before in range(1, room + 1):
        yield _letters(rng, before) + word + _letters(rng, rng.randint(0, room - before))


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(LETTERS, k=count))


def clean_names(matcher: Matcher, engine: Engine, rng: random.Random) -> list[str]:
    """Up to CLEAN_DRAWS different names that the model draws without a prefix, and that contain nothing banned."""
    numbers = np.random.default_rng(rng.getrandbits(128))
    names: dict[str, None] = {}
    for _ in range(MOST_BLOCKS):
        if len(names) >= CLEAN_DRAWS:
            break
        (block,) = sample_lines(engine, encode([""])[0], 2 * CLEAN_DRAWS, numbers)
        names |= {name: None for name in block.decode().splitlines() if not matcher.matches(name)}
    return list(names)[:CLEAN_DRAWS]


def run_checks(host: HookHost, checks: Sequence[Check]) -> tuple[Checked, ...]:
    """Ask all questions, as many of the names as there is time for: their order is random, and the rest is left out."""
    names = [check for check in checks if check.family != TYPES]
    types = [check for check in checks if check.family == TYPES]
    asked = [
        Checked(check, answer)
        for group in (names, types)
        for check, answer in zip(group, host.ask([check.question for check in group]), strict=True)
    ]
    return tuple(item for item in asked if item.answer.asked)


def let_through(checked: Iterable[Checked]) -> dict[str, list[str]]:
    """The names that were called safe, by the banned word that they are about."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for item in checked:
        if item.check.family == BANNED and item.answer.says is Says.SAFE:
            names[item.check.word].append(item.name)
    return dict(names)


def hook_findings(checked: Sequence[Checked]) -> Iterator[Finding]:
    """One finding for each word that got through, each harmless name called unsafe, and each way to fail."""
    total = defaultdict[str, int](int)
    for item in checked:
        total[item.check.word] += 1
    through = let_through(checked)
    listed = sorted(through)[:LISTED]
    more = f" and {len(through) - len(listed)} more" if len(through) > len(listed) else ""
    words = f"words that got through: {', '.join(listed)}{more}"
    for word, names in through.items():
        shown = ", ".join(sorted(names, key=len)[:SHOWN])
        why = f"is_safe_name calls {len(names)} of {total[word]} names with `{word}` safe: {shown}"
        yield Finding(Kind.CALLED_SAFE, why, BANNED, detail=words)
    for item in checked:
        if item.check.family == CLEAN and item.answer.says is Says.UNSAFE:
            why = f"`{item.name}` contains no banned word, and is_safe_name {item.answer.words}"
            yield Finding(Kind.NAME_OVER_BLOCKED, why, CLEAN)
    yield from _failures(checked)


def two_faces(draws: Iterable[Draw], host: HookHost) -> Iterator[Finding]:
    """The draws of which is_safe_name said one thing in the bot, and says another when it is asked alone."""
    kept = {draw.name: draw.kept for draw in draws}
    for name, answer in host.ask_names(kept).items():
        if answer.says is (Says.UNSAFE if kept[name] else Says.SAFE):
            why = f"is_safe_name {'kept' if kept[name] else 'discarded'} `{name}` in the bot, and alone {answer.words}"
            yield Finding(Kind.NOT_REPEATABLE, why, "hook: repeat")


def _failures(checked: Sequence[Checked]) -> Iterator[Finding]:
    """Each question that had no right answer, and together those for which something wrong was called safe."""
    shrugged: defaultdict[str, list[Checked]] = defaultdict(list)
    for item in checked:
        says, question = item.answer.says, item.check.question
        if item.check.family == TYPES and says is Says.SAFE:
            shrugged[item.answer.words].append(item)
        elif says is Says.NOTHING or (says is Says.NEITHER and not item.right):
            why = f"{question.hook}({question.argument!r}) {item.answer.words}"
            # Where the bot itself was stopped, its hooks have nothing to say for the same reason.
            because = STOPPED if says is Says.NOTHING else ()
            fault = fault_of_answer(question.hook, item.answer)
            yield Finding(Kind.HOOK_FAILED, why, item.check.family, fault=fault, because=because)
    for words, items in shrugged.items():
        question = items[0].check.question
        more = f", and for {len(items) - 1} more questions" if len(items) > 1 else ""
        yield Finding(Kind.WRONG_TYPE_SAFE, f"{question.hook}({question.argument!r}) {words}{more}", TYPES)
