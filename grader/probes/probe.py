"""A probe: one request, and what is right for it by the policy's label. Needs no NumPy: the lab's page has none."""

import msgspec

from grader.probes.families import World
from grader.submission.frozen import FrozenCode
from policies import Label


class Probe(msgspec.Struct, frozen=True):
    """One request, and what is right for it."""

    request: bytes
    family: str
    label: Label
    why: str
    prefixes: tuple[str, ...]  # as the hooks see them
    exactly: str | None = None  # the frozen loop's own response, where no hook is asked


class Plan(msgspec.Struct, frozen=True):
    """The probes in the order in which they are sent; a probe's index is its request number."""

    seed: str
    bot_seed: str
    probes: tuple[Probe, ...]


def label_line(request: bytes, family: str, world: World, frozen: FrozenCode) -> Probe:
    """The probe for a request line: what remains of it after the frozen loop's filter, and the policy's label."""
    line = request.removesuffix(b"\r").decode("utf-8", "replace")
    prefixes = frozen.read_prefixes(line)
    if (refusal := frozen.own_refusal(prefixes)) is not None:
        why = "the frozen loop refuses it before any hook is asked"
        return Probe(request, family, Label.REFUSE, why, tuple(prefixes), exactly=refusal)
    labelled = world.labeller.label(prefixes)
    return Probe(request, family, labelled.label, labelled.reason, tuple(prefixes))
