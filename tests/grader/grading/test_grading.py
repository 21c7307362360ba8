"""From a file to a verdict: what the shipped bot gets, what guards that do nothing get, and what cheating gets."""

import functools
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.conversation.deadlines import Deadlines
from grader.conversation.session import converse
from grader.grading.bench import Bench
from grader.grading.run import grade, grade_read, read
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.judging.judge import judge
from grader.judging.replay import over_blocked, replay
from grader.probes.families import FAMILIES
from grader.probes.plan import bot_seed_of
from grader.probes.probe import Plan, label_line
from grader.report.machine import to_json
from grader.report.record import Report
from grader.sandbox import Limits, Program, Protection, start
from model.weights import dumps
from tests.grader.making import (
    ALLOW_ALL,
    REFUSE_ALL,
    REPOSITORY,
    SHIPPED,
    STARTER,
    run_grader,
    thinned,
    with_more,
    with_region,
)

pytestmark = pytest.mark.slow

Json = dict[str, Any]
Grade = Callable[..., Report]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, str]:
    """The report on the shipped bot, as JSON and as text, from one run."""
    path = tmp_path_factory.mktemp("shipped") / "report.json"
    done = run_grader("bot/bot.py", "--seed", "7", "--json", path, COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(path.read_bytes()), done.stdout.decode()


@pytest.fixture(scope="module")
def grade_at(bench: Bench) -> Grade:
    """`grade` in this process; what does not depend on the submission is made once."""

    @functools.cache
    def shared(only: tuple[str, ...]) -> Shared:
        made = Shared(bench, "7", Settings(seed="7", only=only, costs=not only))
        if only:
            made.populations = thinned(made.populations, bench.engine, 20)
        return made

    def run(path: Path, *only: str) -> Report:
        return grade_read(path, read(path), lambda: shared(only))

    return run


@pytest.fixture
def grade_here(grade_at: Grade, tmp_path: Path) -> Grade:
    """The same for a source text."""

    def run(source: str, *only: str) -> Report:
        path = tmp_path / "bot.py"
        path.write_text(source, encoding="utf-8")
        return grade_at(path, *only)

    return run


def test_the_shipped_bot_has_100_points(shipped: tuple[Json, str]) -> None:
    report, text = shipped
    assert (report["score"], report["verdict"], report["examples"]) == (100.0, "passed", [])
    assert [part["points"] for part in report["parts"]] == [50.0, 40.0, 10.0]
    assert 99.5 <= report["score_low"] <= report["score_high"] == 100.0
    assert report["probes"] >= 450
    assert report["names_replayed"] >= 800
    for rate in ("harm_rate", "over_block_rate"):
        assert report[rate]["estimate"] == report[rate]["low"] == 0 < report[rate]["high"] < 0.005
    assert all(family["passed"] == family["total"] for family in report["families"])
    lines = text.rstrip("\n").split("\n")
    assert lines[-1] == f"100.0 ({report['score_low']:.1f} to 100.0) of 100  passed  bot/bot.py"
    assert len(lines) < 24  # with the prompt below it, a whole report on the smallest of screens


def test_the_report_says_how_to_run_it_again(shipped: tuple[Json, str]) -> None:
    report, text = shipped
    command = f"{sys.executable} -m grader bot/bot.py --seed 7"
    assert (report["seed"], report["command"]) == ("7", command)
    assert f"the same run again:\n  {command}\n" in "\n".join(map(str.rstrip, text.split("\n")))


def test_the_same_seed_gives_the_same_report_but_for_its_times(
    shipped: tuple[Json, str], grade_at: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another process, where Python's hashes are others."""
    monkeypatch.chdir(REPOSITORY)
    again = json.loads(to_json(grade_at(Path("bot/bot.py"))))
    started_otherwise = {"command"}
    assert {key for key in again if again[key] != shipped[0][key]} <= {"times"} | started_otherwise


@pytest.mark.parametrize("source", [STARTER, with_region(REFUSE_ALL)], ids=["the starter", "refuse all"])
def test_a_guard_that_is_none_gets_next_to_nothing(source: str, grade_here: Grade) -> None:
    report = grade_here(source)
    assert (report.verdict, report.exit_status) == ("failed", 1)
    assert report.score <= 15
    assert [part.points for part in report.parts][:2] == [0.0, 0.0]


# Both kinds of requests, of draws, and of names to ask about.
SOME = ("whole", "common", "aimed", "hook: form", "hook: clean")


@pytest.mark.parametrize("hooks", [ALLOW_ALL, REFUSE_ALL, ALLOW_ALL.replace("True", "False")])
def test_one_answer_to_all_questions_is_worth_nothing(hooks: str, grade_here: Grade) -> None:
    report = grade_here(with_region(hooks), *SOME)
    assert report.verdict == "failed"
    assert [part.points for part in report.parts][:2] == [0.0, 0.0]


def test_what_the_starter_lets_through_is_told_with_an_example_and_a_hint(grade_here: Grade) -> None:
    report = grade_here(STARTER, *SOME)
    told = {example.code: example for example in report.examples}
    assert {"let-through", "leak"} <= told.keys()
    for example in (told["let-through"], told["leak"]):
        assert example.request
        assert example.response
        assert example.why
        assert example.hint
    assert told["let-through"].why.startswith("contains '")
    assert told["leak"].count >= 12


def test_half_a_guard_gets_half_the_points(grade_here: Grade) -> None:
    only_requests = SHIPPED.replace("if is_blocked(name, OUTPUT_GUARD)", "if False")
    assert only_requests != SHIPPED
    report = grade_here(only_requests, *SOME)
    assert [part.points for part in report.parts] == [50.0, 0.0, 10.0]
    assert {"leak", "called-safe"} <= {example.code for example in report.examples}


def test_a_right_refusal_in_the_loops_words_is_no_filter_of_names(grade_here: Grade) -> None:
    claimed = "couldn't generate a safe name for one of the prefixes."
    source = SHIPPED.replace("if is_blocked(name, OUTPUT_GUARD)", "if False")
    source = source.replace('f"prefix {number} leads to a fruit."', f'"{claimed}"')
    assert claimed in source[: source.index("END OF EDITABLE")]
    assert [part.points for part in grade_here(source, *SOME).parts][:2] == [50.0, 0.0]


@pytest.mark.parametrize("first", range(0, 20, 2))
def test_the_shipped_bot_is_never_rejected(first: int, bench: Bench, protection: Protection) -> None:
    """20 seeds, two at a time; of each plan what is answered with names."""
    weights = dumps(bench.weights)

    def rejections(seed: str) -> list[object]:
        probes = tuple(
            label_line(line, name, bench.world, bench.frozen)
            for name in ("common", "near miss", "blank", "repeat", "split", "reversed")
            for line in FAMILIES[name].ask(bench.world, Random(f"{seed}/{name}"))
        )
        plan = Plan(seed, bot_seed_of(seed), probes)
        program = Program(SHIPPED.encode(), weights, {"BOT_SEED": plan.bot_seed})
        with start(program, protection, Limits()) as child:
            seen = converse(child, [probe.request for probe in probes], Deadlines(line=30.0))
        judged = judge(plan, seen, bench.frozen, bench.matcher)
        replayed = replay(judged, plan.bot_seed, bench.frozen, bench.engine)
        assert replayed.replayed > 150
        found = [finding for item in judged for finding in item.findings]
        return [
            *found,
            *replayed.findings,
            *over_blocked(replayed, judged, bench.matcher),
            *filter(None, [seen.ending]),
        ]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(rejections, (str(first), str(first + 1)))) == [[], []]


# Code for the editable region that the freeze check cannot see through; each changes what is drawn or emitted.
AT_RUN_TIME = {
    "the temperature": "globals()['sampling'] = type('Hot', (dict,), {'__getitem__': lambda *_: 2.0})()",
    "gpt": "globals()['gpt'] = lambda *_: [0.0] * 27",
    "softmax, by a function's globals": "draw.__globals__.update(softmax=lambda x: [1 / len(x)] * len(x))",
    "the function behind the cache": (
        "setattr(after.__wrapped__, '__code__', (lambda prefix: array.array('d', range(1, 28))).__code__)"
    ),
    "random.Random": "old = random.Random\nvars(random)['Random'] = lambda seed: old(0)",
    "bisect": "vars(sys.modules['bisect'])['bisect'] = lambda *_: 0",
    "sum": "vars(sys.modules['builtins'])['sum'] = lambda numbers: max(numbers, default=0)",
    "the weights": (
        "def is_safe_request(prefixes):\n    state_dict.__getitem__('wte')[0].reverse()\n    after.cache_clear()"
    ),
    "the weights, by the garbage collector": (
        "gc = vars(sys.modules['builtins'])['__imp' + 'ort__']('gc')\n"
        "found = []\n"
        "def is_safe_request(prefixes):\n"
        "    if not found:\n"
        "        found[:] = [it for it in gc.get_objects() if type(it) is dict and type(it.get('wte')) is list]\n"
        "    found[0]['wte'][0].reverse()\n"
        "    after.cache_clear()"
    ),
    "json": (
        "load = json.load\n"
        "def mine(file):\n"
        "    content = load(file)\n    content['state_dict']['lm_head'].reverse()\n    return content\n"
        "vars(json)['load'] = mine"
    ),
    "the number of draws": "globals()['MAX_DRAWS'] = 30\ndef is_safe_name(name):\n    return len(name) > 6",
    "the names, in the loop's frame": (
        "def is_safe_name(name):\n    sys._getframe(1).f_locals['names'].append('grace')\n    return True"
    ),
    "stdout, for a list of names": (
        "class Mine:\n"
        "    def __init__(self, out):\n        self.out = out\n"
        "    def write(self, line):\n"
        "        return self.out.write(b'OK: grace\\n' if line.startswith(b'OK') and b',' not in line else line)\n"
        "    def flush(self):\n        self.out.flush()\n"
        "vars(sys)['stdout'] = type('Stdout', (), {'buffer': Mine(sys.stdout.buffer)})"
    ),
    "respond, for a list of names": (
        "def mine(line, request, seed):\n    return 'OK: ' + ', '.join('grace' for _ in read_prefixes(line))\n"
        "def is_safe_request(prefixes):\n    globals()['respond'] = mine"
    ),
}


@pytest.mark.parametrize("what", AT_RUN_TIME)
def test_what_is_swapped_at_run_time_is_rejected_with_the_name_that_gave_it_away(
    what: str, grade_here: Grade
) -> None:
    report = grade_here(with_more(AT_RUN_TIME[what]), "near miss", "common")
    assert (report.verdict, report.score, report.exit_status) == ("rejected", 0.0, 3)
    (told,) = (example for example in report.examples if example.code == "not-drawn")
    assert told.response is not None
    name = told.response.removeprefix("OK: ")
    assert told.why.startswith(f"`{name}` is none of the ten draws for slot ")
    assert told.part == "integrity"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('{"temperature": 0.7}', '{"temperature": 0.5}', "`sampling = ...` was changed"),
        ("+ 1e-5)", "+ 1e-4)", "`rmsnorm` was changed"),
        ("MAX_DRAWS = 10", "MAX_DRAWS = 100", "`MAX_DRAWS = ...` was changed"),
    ],
)
def test_what_is_swapped_in_the_file_is_rejected_with_the_statement(
    old: str, new: str, what: str, grade_here: Grade
) -> None:
    source = SHIPPED.replace(old, new)
    report = grade_here(source)
    (told,) = report.examples
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    assert (report.verdict, report.score, report.probes) == ("rejected", 0.0, 0)
    assert told.why == f"line {line}: {what}"
    assert "+++ yours, from line" in told.detail


def test_prints_for_debugging_cost_protocol_points_and_nothing_else(grade_here: Grade) -> None:
    prints = "".join(f"    print({text!r}, flush=True)\n" for text in ("one", "two"))
    hook = f"inner = is_safe_request\ndef is_safe_request(prefixes):\n{prints}    return inner(prefixes)"
    report = grade_here(with_more(hook), *SOME)
    assert [part.points for part in report.parts][:2] == [50.0, 40.0]
    codes = {example.code for example in report.examples}
    assert {"extra-output"} <= codes <= {"early-output", "extra-output"}


def test_a_bot_that_falls_over_has_shown_no_rate_at_all(grade_here: Grade) -> None:
    report = grade_here(with_more("raise SystemExit('\\x1b[31mbye')"))
    assert (report.verdict, report.score) == ("failed", 0.0)
    # What nobody can ask is wrong on both sides.
    assert report.harm_rate is not None
    assert report.over_block_rate is not None
    assert (report.harm_rate.estimate, report.over_block_rate.estimate) == (1.0, 1.0)
    (crashed,) = (example for example in report.examples if example.code == "crashed")
    assert "no name was ever emitted" in crashed.follows
    assert report.stderr == "stderr| \\x1b[31mbye"


@pytest.mark.thorough
def test_a_part_of_a_good_bots_plan_is_passed(grade_here: Grade) -> None:
    """Also where no request in it can be served."""
    for only in (["whole"], ["hook: types"]):
        report = grade_here(SHIPPED, *only)
        assert report.verdict == "passed"
        assert {family.name for family in report.families} == set(only)


@pytest.mark.thorough
def test_a_model_that_knows_one_name_is_no_reason_to_look_for_more(tmp_path: Path) -> None:
    content = json.loads((REPOSITORY / "model.json").read_bytes())
    tensors = content["state_dict"]
    for (
        name,
        rows,
    ) in tensors.items():  # only the first number of an embedding counts, and it says that the name ends
        tensors[name] = [
            [50.0 if name == "wte" and not column else 0.0 for column in range(len(row))] for row in rows
        ]
    tensors["lm_head"][26][0] = 50.0
    weights = tmp_path / "silent.json"
    weights.write_text(json.dumps(content))
    report = grade(
        REPOSITORY / "bot" / "bot.py", Settings(seed="7", weights=weights, only=("blank", "hook: clean"))
    )
    assert report.verdict == "passed"
    blank, clean = report.families
    assert (blank.name, blank.passed, blank.total) == ("blank", 13, 13)
    assert (clean.name, clean.passed) == ("hook: clean", clean.total)
    assert clean.total > 400


BROKEN = {
    "a forgotten return": (
        "def is_safe_name(name):\n    is_blocked(name, OUTPUT_GUARD)",
        "hook-failed",
        "is_safe_name returned NoneType",
        "is there a `return` at the end of each way through it?",
    ),
    "a wrong type": (
        "def is_safe_request(prefixes):\n    return True",
        "hook-failed",
        "is_safe_request returned bool",
        "is_safe_request must return None to let a request through, or a str to refuse it",
    ),
    "an exception": (
        "def is_safe_request(prefixes):\n    return {}['x']",
        "hook-failed",
        "is_safe_request raised KeyError",
        "The traceback is on stderr, below.",
    ),
    "a file beside it": (
        "def is_safe_name(name):\n    return name not in open('words.txt').read()",
        "hook-failed",
        "is_safe_name raised ",  # FileNotFoundError or PermissionError, as the level has it
        "Only bot.py is taken along, and nothing else can be opened",
    ),
    "a file beside it, at the start": (
        "WORDS = open('words.txt').read().split()",
        "crashed",
        "the process ended (exit status 1): ",
        "Only bot.py is taken along, and nothing else can be opened",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_cause_comes_first_and_once_with_what_follows_from_it(what: str, grade_here: Grade) -> None:
    code, kind, why, hint = BROKEN[what]
    report = grade_here(with_more(code), "common", "hook: clean")
    first = report.examples[0]
    assert first.code == kind
    assert first.why.startswith(why)
    assert hint in first.hint
    assert "no name was ever emitted" in first.follows
    assert not {"over-refused", "never-served"} & {example.code for example in report.examples}
    assert [example.code for example in report.examples].count(kind) == 1
    traces = report.stderr.count("Traceback (most recent call last)")
    assert traces == 1
