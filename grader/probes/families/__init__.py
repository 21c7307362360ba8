"""Families of probes: one technique each, a generator of request lines whose docstring is what the user reads.

A family knows nothing of labels. It is given a world and a random generator of its own, and yields lines; what is
right for each line is decided by the policy's data alone, in `grader.probes.plan`.
"""

from grader.probes.families import disguises, harmful, ordinary, stress
from grader.probes.families.world import Family, World, few_names, make_world

FAMILIES = {
    family.name: family
    for module in (harmful, disguises, ordinary, stress)
    for family in vars(module).values()
    if isinstance(family, Family)
}
"""Every family by its name, in the order of a report."""

__all__ = ["FAMILIES", "Family", "World", "few_names", "make_world"]
