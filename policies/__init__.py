"""What is banned, as data, and the matchers and labels that follow from it."""

from .automaton import Table
from .beginnings import BeginningsError, read_beginnings
from .checks import Problem
from .labels import Label, Labelled, Labeller
from .matcher import Match, Matcher
from .policy import FRUIT, Expression, Policy, PolicyError, Words, load, loads
from .words import Stem, plurals, stems_of

__all__ = [
    "FRUIT",
    "BeginningsError",
    "Expression",
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
    "load",
    "loads",
    "plurals",
    "read_beginnings",
    "stems_of",
]
