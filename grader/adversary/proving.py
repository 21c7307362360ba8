"""From the lists of a guard and the answers of its real hook to what is proved."""

import ast
from collections.abc import Sequence

from grader.adversary.conformance import conformance_set
from grader.adversary.lists import Unreadable, guard_automaton, read_lists, reads_as_shipped
from grader.adversary.names import ask_about
from grader.adversary.proof import (
    Claim,
    CounterExample,
    Proof,
    Verdict,
    count_names,
    missed_candidates,
    product,
    read_as,
    spoiled_candidates,
    unknown_expressions,
)
from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans


def prove(host: HookHost, bans: Bans, region: Sequence[ast.stmt], shipped: Sequence[ast.stmt]) -> Proof:
    """What holds for every name, when the hook reads its lists as the shipped one does.

    A counter-example is one only when the real hook confirms it, whatever its code. A proof needs more: the code that
    reads the lists must be the shipped one, and the hook must do on the conformance set what was read from them.
    """
    name = bans.matcher.policy.name
    try:
        lists = read_lists(region)
    except Unreadable as error:
        return _nothing(name, f"its lists cannot be read: {error}")
    guard = guard_automaton(lists)
    both = product(bans, guard)
    expected = read_as(lists, guard, bans, conformance_set(bans).labelled.names)
    seen = ask_about(host, expected)
    unknown = unknown_expressions(lists, bans)
    # An expression that is not known may stop more than the words do, and nothing may stop less.
    otherwise = (*seen.missed, *seen.failed, *(() if unknown else seen.spoiled))
    why_not = ""
    if host.broken:
        why_not = f"the hook could not be asked: {host.broken}"
    elif otherwise:
        example = min(otherwise, key=lambda text: (len(text), text))
        why_not = f"is_safe_name does otherwise than the shipped one would with these lists: `{example}`"
    elif not reads_as_shipped(region, shipped):
        why_not = "the code that reads the lists is not the shipped one, though it does the same with every name asked"
    absent = [
        shape.name for shape in bans.matcher.policy.expressions if shape.pattern not in lists.expressions
    ]
    missed = missed_candidates(lists, guard, both, bans)
    spoiled = spoiled_candidates(both, bans)
    no_leak = _claim(host, missed, Says.SAFE, why_not or _expressions("lack", absent))
    no_over_block = _claim(host, spoiled, Says.UNSAFE, why_not or _expressions("have", unknown))
    leaks, over_blocks = (count_names(both.following, wanted) for wanted in (both.leaks, both.over_blocks))
    return Proof(
        policy=name,
        states=len(both.texts),
        asked=seen.asked,
        no_leak=Claim(*no_leak, leaks),
        no_over_block=Claim(*no_over_block, over_blocks),
    )


def _nothing(policy: str, reason: str) -> Proof:
    claim = Claim("not provable", reason)
    return Proof(policy, 0, 0, claim, claim)


def _claim(
    host: HookHost, candidates: Sequence[CounterExample], says: Says, why_not: str
) -> tuple[Verdict, str, tuple[CounterExample, ...]]:
    """Refuted by what the hook confirms; proved when there is neither a candidate nor a reason why not."""
    answers = host.ask_all("is_safe_name", [example.name for example in candidates])
    confirmed = tuple(example for example, answer in zip(candidates, answers, strict=True) if answer is says)
    if confirmed:
        return "refuted", "the hook confirms each counter-example", confirmed
    if candidates and not why_not:
        why_not = f"the lists say that `{candidates[0].name}` is a counter-example, and the hook does not"
    if why_not:
        return "not provable", why_not, ()
    return "proved", "no pair of states parts them", ()


def _expressions(verb: str, patterns: Sequence[str]) -> str:
    if not patterns:
        return ""
    return f"the lists {verb} an expression that the policy {'has' if verb == 'lack' else 'has not'}: {patterns[0]}"
