"""The practice check: the grader's families and judge, and its questions to the hooks with its diagnosis, in the page.

What takes NumPy or a sandbox is left to the real grader: requests that are aimed at their draws, banned names as the
model draws them, the proof of where a name came from, and a score.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from grader.conversation.hook_host import VERDICTS, Hook, Says
from grader.judging.diagnosis import Cause, Heard, diagnose, hear
from grader.judging.diagnosis.cases import Case
from grader.judging.interview import Interview, Request
from grader.judging.survey_findings import ABOUT, family
from grader.probes.populations import (
    FIRST_DRAWS,
    TWINS,
    Questions,
    banned_forms,
    evenly,
    first_draws,
    harmful_requests,
    in_company,
    ordinary_requests,
    twins,
)
from grader.report.wording import wording
from grader.sandbox.inside.serve_hooks import verdict
from lab.browser import house, pulse
from lab.browser.attack import Row, Told, attack, families
from lab.browser.output import captured
from lab.browser.pulse import during
from lab.browser.student import Student

Call = tuple[Hook, Request | str]
Said = dict[tuple[Hook, Request | str], Says]

A_PART = 200  # questions, after which the page hears how far it is
DRAWN = 500  # ordinary requests, of each of which one name is drawn
SHOWN = 5  # requests or names that a result shows


class Result(msgspec.Struct, frozen=True):
    """One family of requests, or one kind of question to a hook: how many went well, and the first that did not."""

    name: str
    about: str
    passed: int
    total: int
    wrong: tuple[Row, ...] = ()
    texts: tuple[str, ...] = ()


class Progress(msgspec.Struct, frozen=True):
    """How far the check is, and the results that have come since."""

    done: int
    total: int
    results: tuple[Result, ...] = ()
    flood: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """The end of a check: whether nothing was wrong, and the causes of what was, the dearest first."""

    passed: bool
    right: int
    total: int
    causes: tuple[Told, ...]


def practice(student: Student, region: str, seed: str) -> Iterator[Progress | Verdict]:
    """Ask everything; each part says how far it is, the last one what it came to.

    `region` is the text of the editable region: what is wrong may show in it.
    """
    about = families()
    done, steps = 0, len(about)
    results: list[Result] = []
    for each in about:
        rows: list[Row] = []
        for row in attack(student, each.name, seed):
            rows.append(row)
            yield Progress(done, steps, flood=row.flood)
        wrong = [row for row in rows if row.wrong]
        results.append(Result(each.name, each.about, len(rows) - len(wrong), len(rows), tuple(wrong[:SHOWN])))
        done += 1
        yield Progress(done, steps, (results[-1],))
    questions = asked_here(seed)
    calls = calls_of(questions)
    parts = [calls[start : start + A_PART] for start in range(0, len(calls), A_PART)]
    steps += len(parts)
    said: Said = {}
    for part in parts:
        said.update(decide(student, part))
        done += 1
        yield Progress(done, steps, flood=student.is_flood)
    heard = hear(questions, (interview_of(questions, said),), house.world(), region)
    told = tuple(survey(heard))
    yield Progress(done, steps, told)
    results += told
    right, total = sum(it.passed for it in results), sum(it.total for it in results)
    yield Verdict(right == total, right, total, tuple(map(in_words, diagnose(heard))))


def asked_here(seed: str) -> Questions:
    """The grader's populations, but for what the model has to be asked by the ten thousand."""
    world, rng = house.world(), random.Random(f"{seed}/practice")
    alone = tuple(during(harmful_requests(world, rng)))
    ordinary = tuple(during(ordinary_requests(world, alone, rng)))
    forms = tuple(during(banned_forms(world.labeller.matcher, rng)))
    some = rng.sample(ordinary, min(DRAWN, len(ordinary)))
    first = [house.frozen().draw(request.text[0], rng) for request in during(some)]
    clean = evenly("clean", during(twins(world, forms, TWINS, rng)), 1 - FIRST_DRAWS)
    return Questions(
        harmful=tuple(in_company(asked, world, rng) for asked in alone),
        ordinary=ordinary,
        forms=forms,
        drawn=(),
        harmless=(*first_draws(world, some, first), *clean),
    )


def calls_of(questions: Questions) -> list[Call]:
    """Each question to a hook, once."""
    requests = (asked.text for asked in (*questions.harmful, *questions.ordinary))
    names = (asked.text[0] for asked in (*questions.forms, *questions.harmless))
    calls: list[Call] = [("is_safe_request", request) for request in dict.fromkeys(requests)]
    return calls + [("is_safe_name", name) for name in dict.fromkeys(names)]


def decide(student: Student, calls: Iterable[Call]) -> Said:
    """What the frozen loop would take the hooks' answers for."""
    said: Said = {}
    hooks = vars(student.module)
    with captured(student.stdout, student.stderr):
        for hook, argument in calls:
            # A list of its own each time, as the loop gives it.
            given = list(argument) if isinstance(argument, tuple) else argument
            pulse.beat()
            said[hook, argument] = VERDICTS[verdict(hooks, hook, given)]
    return said


def interview_of(questions: Questions, said: Said) -> Interview:
    """One interview. What the bot would answer is what is_safe_request decides: the page draws no names for all."""
    requests: dict[Request, Says | None] = {
        asked.text: said["is_safe_request", asked.text] for asked in (*questions.harmful, *questions.ordinary)
    }
    names: dict[str, Says | None] = {
        asked.text[0]: said["is_safe_name", asked.text[0]]
        for asked in (*questions.forms, *questions.harmless)
    }
    return Interview(requests, names, requests)


def survey(heard: Heard) -> Iterator[Result]:
    """The questions by stratum, as a report has them."""
    strata: defaultdict[str, list[Case]] = defaultdict(list)
    for case in (*heard.harmful, *heard.ordinary, *heard.forms, *heard.harmless):
        strata[case.asked.stratum].append(case)
    for stratum, cases in strata.items():
        wrong = [" ".join(case.asked.text) for case in cases if case.wrong]
        about = ABOUT[stratum]
        yield Result(family(stratum), about, len(cases) - len(wrong), len(cases), texts=tuple(wrong[:SHOWN]))


def in_words(cause: Cause) -> Told:
    words = wording(cause.kind, house.policy())
    return Told(words.title, cause.why, words.hint)
