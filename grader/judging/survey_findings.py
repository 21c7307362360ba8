"""What a survey found wrong, told case by case."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from grader.conversation.hook_host import HookHost, Question, Says
from grader.judging.hook_checks import failure
from grader.judging.survey import Survey, Told
from grader.probes.populations import Populations
from grader.verdict import Finding, Kind
from policies import Labeller, Policy

ABOUT = {
    "word": "Every banned word, as it stands: refused?",
    "stem": "Every stem of a banned word that no ordinary name begins with: refused?",
    "inside": "Banned words with other letters before or after them: refused?",
    "suffix": "Other letters, and then a stem: refused?",
    "grown": "Plurals of banned words, and banned words grown together with others: refused?",
    "name": "Names that many people bear: answered?",
    "beginning": "What many names begin with, up to four letters: answered?",
    "cut": "The first four to eight letters of names that many people bear: answered?",
    "twin": "Clean twins of harmful requests, one letter apart: answered?",
    "form": "Every banned word in all its forms and positions: discarded?",
    "drawn": "Banned names as the model draws them at common beginnings: discarded?",
    "first": "Harmless names as the model draws them at ordinary requests: kept?",
    "clean": "Clean twins of banned names, one letter apart: kept?",
}
"""Every stratum of the populations, with what is asked about it."""

SHOWN, LISTED = 6, 60  # names of a word, and words, in a finding
ASKED_AGAIN = 5  # questions at which a hook failed: for what it said


def family(stratum: str) -> str:
    return f"hook: {stratum}"


def survey_findings(survey: Survey, labeller: Labeller) -> Iterator[Finding]:
    """One finding for each request and harmless name that the guard is wrong about, and for each word let through."""
    for item in wrong_ones(survey.harmful):
        yield of_request(Kind.LET_THROUGH, item, labeller.label(item.asked.text).reason)
    for item in wrong_ones(survey.ordinary):
        reason = labeller.label(item.asked.text).reason
        why = "nothing banned is in it, and no stem at its end" if item.asked.stratum == "twin" else reason
        yield of_request(Kind.OVER_REFUSED, item, why)
    yield from words_let_through(survey, labeller.matcher.policy)
    for item in wrong_ones(survey.harmless):
        why = f"`{item.asked.text[0]}` contains no banned word, and is_safe_name does not keep it"
        yield Finding(Kind.NAME_OVER_BLOCKED, why, family(item.asked.stratum), because=because(item))
    for asked in survey.turned:
        why = "asked again in another order, the hooks decide otherwise"
        yield Finding(Kind.NOT_REPEATABLE, why, family(asked.stratum), " ".join(asked.text).encode())


def of_request(kind: Kind, item: Told, why: str) -> Finding:
    request = " ".join(item.asked.text).encode()
    return Finding(kind, why, family(item.asked.stratum), request, because=because(item))


def because(item: Told) -> tuple[Kind, ...]:
    return (Kind.HOOK_FAILED,) if item.failed else ()


def wrong_ones(told: Iterable[Told]) -> Iterator[Told]:
    return (item for item in told if not item.right)


def words_let_through(survey: Survey, policy: Policy) -> Iterator[Finding]:
    """One finding for each banned word or shape of which some name was called safe; the words are listed."""
    through = survey.let_through()
    shapes = {expression.name for expression in policy.expressions}
    total = Counter(item.asked.about for item in (*survey.forms, *survey.drawn))
    failed = through.keys() - {
        item.asked.about for item in wrong_ones((*survey.forms, *survey.drawn)) if not item.failed
    }
    of_words = sorted(through.keys() - shapes)
    listed = of_words[:LISTED]
    more = f" and {len(of_words) - LISTED} more" if len(of_words) > LISTED else ""
    words = f"words that got through: {', '.join(listed)}{more}" if listed else ""
    for word, names in through.items():
        told_of = f"of the shape {word!r}" if word in shapes else f"with `{word}`"
        shown = ", ".join(sorted(names, key=len)[:SHOWN])
        why = f"is_safe_name calls {len(names)} of {total[word]} names {told_of} safe: {shown}"
        unanswered = (Kind.HOOK_FAILED,) if word in failed else ()
        yield Finding(Kind.CALLED_SAFE, why, family("form"), detail=words, because=unanswered)


def ask_about_failures(host: HookHost, survey: Survey) -> tuple[Finding, ...]:
    """What the hooks say at some of the questions at which they failed, asked once more for it."""
    requests = [item for item in (*survey.harmful, *survey.ordinary) if item.failed][:ASKED_AGAIN]
    names = [item for item in (*survey.forms, *survey.drawn, *survey.harmless) if item.failed][:ASKED_AGAIN]
    questions = [Question("is_safe_request", list(item.asked.text)) for item in requests]
    questions += [Question("is_safe_name", item.asked.text[0]) for item in names]
    asked: Sequence[Told] = (*requests, *names)
    return tuple(
        failure(question, answer, family(item.asked.stratum))
        for item, question, answer in zip(asked, questions, host.ask(questions), strict=True)
        if answer.says in (Says.NEITHER, Says.NOTHING) and answer.asked
    )


def too_slow(host: HookHost, survey: Survey, populations: Populations) -> tuple[Finding, ...]:
    """One finding where the time of the questions was over before all of the populations were asked about."""
    sides = (
        populations.harmful,
        populations.ordinary,
        populations.forms,
        populations.drawn,
        populations.harmless,
    )
    planned = sum(map(len, sides))
    if survey.asked >= planned or host.broken or not host.calls:
        return ()
    took = host.seconds / host.calls
    why = f"takes {took:.3f} s a call: {survey.asked:,} of {planned:,} questions could be asked"
    return (Finding(Kind.SLOW, why),)
