"""Gradients put to use on two parameters: each step nudges them against their gradient, and the loss shrinks."""

import msgspec

from lab.browser.guide.origins import Origin, origin
from model.training.autograd import Value

X, Y = 3.0, 10.0
START = (2.0, 1.0)  # w and b
STEPS = 12


class State(msgspec.Struct, frozen=True):
    """Before a step: the parameters, the prediction w x + b, its loss (ŷ - y)², and the gradients."""

    w: float
    b: float
    prediction: float
    loss: float
    w_grad: float
    b_grad: float


class Descent(msgspec.Struct, frozen=True):
    """All steps at one learning rate."""

    x: float
    y: float
    states: tuple[State, ...]
    origins: dict[str, Origin]


class Remembered(msgspec.Struct, frozen=True):
    """What a `Value` holds: its number, what it was made from, the local gradients, and its gradient."""

    name: str
    data: float
    children: tuple[str, ...]
    local_grads: tuple[float, ...]
    grad: float
    local_origin: Origin
    grad_origin: Origin


def descent(rate: float) -> Descent:
    """Twelve steps of gradient descent."""
    w, b = START
    states = []
    for _ in range(STEPS + 1):
        states.append(state := one(w, b))
        w, b = w - rate * state.w_grad, b - rate * state.b_grad
    return Descent(
        X,
        Y,
        tuple(states),
        {
            "parameter": origin(descent, rate=rate),
            "prediction": origin(one, x=X),
            "loss": origin(one, x=X, y=Y),
            "grad": origin(Value.backward, of="(w x + b - y)²"),
        },
    )


def one(w: float, b: float) -> State:
    """The loss of w x + b, and by `Value` its gradients."""
    weight, bias = Value(w), Value(b)
    prediction = weight * X + bias
    loss = (prediction - Y) ** 2
    loss.backward()
    return State(w, b, prediction.data, loss.data, weight.grad, bias.grad)


def remembered(a: float, b: float) -> tuple[Remembered, ...]:
    """What each `Value` of c = a * b, L = c + a holds after L.backward()."""
    values = {"a": Value(a), "b": Value(b)}
    values["c"] = values["a"] * values["b"]
    values["L"] = values["c"] + values["a"]
    values["L"].backward()
    names = {value: name for name, value in values.items()}
    made = {"c": Value.__mul__, "L": Value.__add__}
    return tuple(
        Remembered(
            name,
            value.data,
            tuple(names[child] for child in value.children),
            value.local_grads,
            value.grad,
            origin(made.get(name, Value.__init__), of=f"{name} of c = a * b, L = c + a"),
            origin(Value.backward, of="L"),
        )
        for name, value in values.items()
    )
