"""What is banned, as data, and the matchers and labels that follow from it."""

from .audit import audit
from .automaton import Table
from .checks import Problem
from .labels import Label, Labelled, Labeller
from .matcher import Match, Matcher
from .names.beginnings import BeginningsError, read_beginnings
from .names.given_names import GivenNames, read_given_names
from .policy import FRUIT, Expression, Policy, PolicyError, Words, load, loads
from .twins import twin
from .words import Stem, plurals, stems_of

__all__ = [
    "FRUIT",
    "BeginningsError",
    "Expression",
    "GivenNames",
    "Label",
    "Labelled",
    "Labeller",
    "Match",
    "Matcher",
    "Policy",
    "PolicyError",
    "Problem",
    "Stem",
    "Table",
    "Words",
    "audit",
    "load",
    "loads",
    "plurals",
    "read_beginnings",
    "read_given_names",
    "stems_of",
    "twin",
]
