"""The whole way of one token, as one list of vectors."""

import msgspec

from bot import bot
from lab.browser.guide.activations import Activations, Vector, activations, add
from lab.browser.guide.origins import Origin, origin
from lab.browser.guide.stages.attention import blended


class Stage(msgspec.Struct, frozen=True):
    """A vector on the way: the name of its stage, its numbers, and what they are made from."""

    name: str
    numbers: Vector
    origin: Origin


def walk(name: str, position: int) -> tuple[Stage, ...]:
    """All stages of the token at `position` of `name`, from its embeddings to the probabilities.

    The four heads stand one behind the other.
    """
    return stages(activations(name)[: position + 1])


def stages(passes: tuple[Activations, ...]) -> tuple[Stage, ...]:
    """The same for the last of the positions that were passed."""
    here = passes[-1]
    attention_in, mlp = here.attention_in, here.mlp
    return (
        Stage("token_embedding", here.token_embedding, origin(bot.load_model, matrix="wte", row=here.token)),
        Stage(
            "position_embedding",
            here.position_embedding,
            origin(bot.load_model, matrix="wpe", row=here.position),
        ),
        Stage("summed", here.summed, origin(add, a=here.token_embedding, b=here.position_embedding)),
        Stage("embedded", here.embedded, origin(bot.rmsnorm, x=here.summed)),
        Stage("attention_in", attention_in, origin(bot.rmsnorm, x=here.embedded)),
        Stage("query", joined(here.queries), origin(bot.linear, x=attention_in, w="layer0.attn_wq")),
        Stage("key", joined(here.keys), origin(bot.linear, x=attention_in, w="layer0.attn_wk")),
        Stage("value", joined(here.values), origin(bot.linear, x=attention_in, w="layer0.attn_wv")),
        Stage("attended", here.attended, blended(passes)),
        Stage("attention_out", here.attention_out, origin(bot.linear, x=here.attended, w="layer0.attn_wo")),
        Stage("after_attention", here.after_attention, origin(add, a=here.attention_out, b=here.embedded)),
        Stage("mlp_in", mlp.normed, origin(bot.rmsnorm, x=here.after_attention)),
        Stage("mlp_before", mlp.before, origin(bot.linear, x=mlp.normed, w="layer0.mlp_fc1")),
        Stage("mlp_hidden", mlp.hidden, origin(max, zero=0.0, before=mlp.before)),
        Stage("mlp_out", mlp.output, origin(bot.linear, x=mlp.hidden, w="layer0.mlp_fc2")),
        Stage("after_mlp", here.after_mlp, origin(add, a=mlp.output, b=here.after_attention)),
        Stage("logits", here.logits, origin(bot.linear, x=here.after_mlp, w="lm_head")),
        Stage("probabilities", tuple(bot.softmax(here.logits)), origin(bot.softmax, logits=here.logits)),
    )


def joined(heads: tuple[Vector, ...]) -> Vector:
    return tuple(number for head in heads for number in head)
