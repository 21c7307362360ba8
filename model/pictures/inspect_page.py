"""What the model does with a name, as a page and as tables for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from rich.table import Table
from rich.text import Text

from model.pictures.inspection import (
    TEMPERATURE,
    TEMPERATURES,
    Position,
    entropy,
    label,
    probabilities,
    surprise,
)
from model.pictures.pages import render
from model.sizes import CONFIG

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field of a heat map."""

    value: float
    heat: float  # 0 to 1
    tip: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a heat map, with what stands before and after its cells."""

    label: str
    cells: tuple[_Cell, ...]
    after: tuple[str, ...] = ()


def page(name: str, positions: Sequence[Position], source: str) -> str:
    """One HTML page that needs nothing else; `source` says where the weights are from."""
    return render(
        "inspect.html.jinja",
        name=name,
        source=source,
        steps=[(p.token, label(p.token), label(p.follower)) for p in positions],
        heads=[_attention(positions, head) for head in range(CONFIG.n_head)],
        hidden=_hidden(positions),
        letters=[label(token) for token in range(CONFIG.vocab_size)],
        temperatures=[(t, _next(name, positions, t), *_rarity(positions, t)) for t in TEMPERATURES],
        chosen=TEMPERATURE,
        complete=positions[-1].follower == CONFIG.BOS,
    )


def _attention(positions: Sequence[Position], head: int) -> list[_Row]:
    """A row for each position that asks, a cell for each that answers."""
    return [
        _Row(
            label(asking.token),
            tuple(
                _Cell(
                    weight,
                    weight,
                    f"{label(asking.token)} (position {t}) gives {weight:.2f} to {label(to.token)} (position {s})",
                )
                for s, (to, weight) in enumerate(
                    zip(positions, asking.attention[head].tolist(), strict=False)
                )
            ),
        )
        for t, asking in enumerate(positions)
    ]


def _hidden(positions: Sequence[Position]) -> list[_Row]:
    """A cell for each of the hidden units; the heat is relative to the largest of all."""
    largest = max(float(p.hidden.max()) for p in positions) or 1.0
    return [
        _Row(
            label(p.token),
            tuple(_Cell(h, h / largest, f"unit {unit}: {h:.2f}") for unit, h in enumerate(p.hidden.tolist())),
            (str(int((p.hidden > 0).sum())),),
        )
        for p in positions
    ]


def _next(name: str, positions: Sequence[Position], temperature: float) -> list[_Row]:
    """A cell for each token that may come next; the one that does is marked. Entropy and its share follow."""
    rows = []
    for t, p in enumerate(positions):
        shares = probabilities(p.logits, temperature)
        cells = tuple(
            _Cell(share, share, f"{name[:t]}{label(token)}: {share:.1%}", marked=token == p.follower)
            for token, share in enumerate(shares.tolist())
        )
        rows.append(_Row(f"·{name[:t]}", cells, (f"{entropy(shares):.2f}", f"{shares[p.follower]:.1%}")))
    return rows


def _rarity(positions: Sequence[Position], temperature: float) -> tuple[float, str]:
    """How surprising the name is, in bits, and in how many draws it comes once, to two digits."""
    bits = surprise(positions, temperature)
    exponent, fraction = divmod(bits * log10(2), 1)
    if exponent < 12:
        return bits, f"{round(2**bits, 1 - int(exponent)):,.0f}"
    return bits, f"{10**fraction:.1f} × 10{str(int(exponent)).translate(_RAISED)}"


def tables(name: str, positions: Sequence[Position], temperature: float) -> tuple[Table, Table]:
    """For a terminal: what is expected at each position, and whom each head attends to most."""
    expected = Table(
        "so far", "next", title=f"what comes next, at temperature {temperature:g}", title_justify="left"
    )
    for heading in ("share", "entropy (bits)", "units that fire"):
        expected.add_column(heading, justify="right")
    expected.add_column("most expected")
    attention = Table("position", "reads", title="attention: each head's first two", title_justify="left")
    for head in range(CONFIG.n_head):
        attention.add_column(f"head {head}")
    for t, p in enumerate(positions):
        shares = probabilities(p.logits, temperature)
        first = sorted(range(len(shares)), key=lambda token: -shares[token])[:5]
        expected.add_row(
            Text(f"·{name[:t]}"),
            label(p.follower),
            f"{shares[p.follower]:.1%}",
            f"{entropy(shares):.2f}",
            str(int((p.hidden > 0).sum())),
            "  ".join(f"{label(token)} {shares[token]:.0%}" for token in first),
        )
        attention.add_row(
            str(t), label(p.token), *(_strongest(positions, t, head) for head in range(CONFIG.n_head))
        )
    return expected, attention


def _strongest(positions: Sequence[Position], t: int, head: int) -> str:
    weights = positions[t].attention[head].tolist()
    first = sorted(range(len(weights)), key=lambda s: -weights[s])[:2]
    return "  ".join(f"{label(positions[s].token)}{s} {weights[s]:.2f}" for s in first)
