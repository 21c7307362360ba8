"""MLP: 64 hidden units, of which a few fire, and what each one is for."""

from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Activations, Vector, activations, add, fire, step
from lab.browser.guide.origins import Origin, origin
from lab.browser.guide.stages.output import Expected, expected

NEAREST = 12  # units that are offered to look at


class Firing(msgspec.Struct, frozen=True):
    """One position: how strongly each unit fires."""

    token: int
    before: Vector  # (64,) as mlp_fc1 has it
    hidden: Vector  # (64,) after ReLU
    fired: int  # units above zero
    nearest: tuple[int, ...]  # units that fire or come nearest to it, the strongest first


class Units(msgspec.Struct, frozen=True):
    """All positions of a name."""

    positions: tuple[Firing, ...]
    largest: float  # of all, for the scale of a picture
    origins: dict[str, Origin]
    row_origins: tuple[Origin, ...]  # of what fires at each position


class Unit(msgspec.Struct, frozen=True):
    """One hidden unit at one position: what it reads, and what it says."""

    unit: int
    token: int  # that stands here
    reads: Vector  # (16,) its row of mlp_fc1
    writes: Vector  # (16,) its column of mlp_fc2
    before: float
    hidden: float
    by_token: Vector  # (27,) how strongly it would fire if another token stood here
    pushes: Vector  # (27,) what it adds to each logit, by the way of mlp_fc2 and lm_head
    origins: dict[str, Origin]
    by_token_origins: tuple[Origin, ...]  # 27


class Block(msgspec.Struct, frozen=True):
    """The whole block at one position, with some units switched off."""

    x: Vector  # (16,) the residual stream that comes in
    normed: Vector  # (16,)
    before: Vector  # (64,)
    hidden: Vector  # (64,)
    output: Vector  # (16,) what mlp_fc2 makes of it
    after: Vector  # (16,) output and x together
    next: Expected
    origins: dict[str, Origin]


def units(name: str) -> Units:
    """Which units fire, position by position."""
    passes = activations(name)
    positions = tuple(firing(each) for each in passes)
    return Units(
        positions,
        max(max(each.hidden) for each in positions),
        {"fired": origin(units, name=name)},
        tuple(origin(fire, x=each.after_attention) for each in passes),
    )


def firing(here: Activations) -> Firing:
    before, hidden = here.mlp.before, here.mlp.hidden
    order = sorted(range(len(before)), key=lambda number: -before[number])
    return Firing(here.token, before, hidden, sum(number > 0 for number in hidden), tuple(order[:NEAREST]))


def unit(name: str, position: int, number: int) -> Unit:
    """What one unit does at `position` of `name`."""
    passes = activations(name)
    here, past = passes[position].mlp, passes[:position]
    reads = bot.state_dict["layer0.mlp_fc1"][number]
    writes = [row[number] for row in bot.state_dict["layer0.mlp_fc2"]]
    others = [step(token, position, past) for token in range(bot.config["vocab_size"])]
    pushes = push(here.hidden[number], writes)
    return Unit(
        number,
        passes[position].token,
        tuple(reads),
        tuple(writes),
        here.before[number],
        here.hidden[number],
        tuple(other.mlp.hidden[number] for other in others),
        tuple(pushes),
        {
            "reads": origin(bot.load_model, matrix="layer0.mlp_fc1", row=number),
            "writes": origin(bot.load_model, matrix="layer0.mlp_fc2", column=number),
            "before": origin(bot.linear, x=here.normed, w=f"row {number} of layer0.mlp_fc1"),
            "hidden": origin(max, zero=0.0, before=here.before[number]),
            "pushes": origin(push, hidden=here.hidden[number], writes=writes),
        },
        tuple(origin(fire, x=other.after_attention) for other in others),
    )


def push(hidden: float, writes: Sequence[float]) -> list[float]:
    """What a unit that fires so strongly adds to each of the 27 logits."""
    logits: list[float] = bot.linear([weight * hidden for weight in writes], bot.state_dict["lm_head"])
    return logits


def block(name: str, position: int, off: Sequence[int] = ()) -> Block:
    """The MLP at `position`, where the units in `off` are held at zero."""
    here = activations(name)[position]
    hidden = [0.0 if number in off else value for number, value in enumerate(here.mlp.hidden)]
    output = bot.linear(hidden, bot.state_dict["layer0.mlp_fc2"])
    after = add(output, here.after_attention)
    return Block(
        here.after_attention,
        here.mlp.normed,
        here.mlp.before,
        tuple(hidden),
        tuple(output),
        after,
        expected(after, 1.0),
        {
            "x": origin(add, a=here.attention_out, b=here.embedded),
            "normed": origin(bot.rmsnorm, x=here.after_attention),
            "before": origin(bot.linear, x=here.mlp.normed, w="layer0.mlp_fc1"),
            "hidden": origin(block, before=here.mlp.before, off=off),
            "output": origin(bot.linear, x=hidden, w="layer0.mlp_fc2"),
            "after": origin(add, a=output, b=here.after_attention),
        },
    )
