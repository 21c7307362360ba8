"""The whole way of one token, as one list of vectors."""

import msgspec

from bot import bot
from lab.browser.guide.activations import Activations, Vector, activations


class Stage(msgspec.Struct, frozen=True):
    """A vector on the way: the name of its stage, and its numbers."""

    name: str
    numbers: Vector


def walk(name: str, position: int) -> tuple[Stage, ...]:
    """All stages of the token at `position` of `name`, from its embeddings to the probabilities."""
    return tuple(Stage(stage, numbers) for stage, numbers in vectors(activations(name)[position]).items())


def vectors(here: Activations) -> dict[str, Vector]:
    """The stages by name, in the order of the pass; the four heads stand one behind the other."""
    return {
        "token_embedding": here.token_embedding,
        "position_embedding": here.position_embedding,
        "summed": here.summed,
        "embedded": here.embedded,
        "attention_in": here.attention_in,
        "query": joined(here.queries),
        "key": joined(here.keys),
        "value": joined(here.values),
        "attended": here.attended,
        "attention_out": here.attention_out,
        "after_attention": here.after_attention,
        "mlp_in": here.mlp.normed,
        "mlp_before": here.mlp.before,
        "mlp_hidden": here.mlp.hidden,
        "mlp_out": here.mlp.output,
        "after_mlp": here.after_mlp,
        "logits": here.logits,
        "probabilities": tuple(bot.softmax(here.logits)),
    }


def joined(heads: tuple[Vector, ...]) -> Vector:
    return tuple(number for head in heads for number in head)
