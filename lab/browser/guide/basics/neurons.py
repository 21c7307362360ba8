"""A neuron, built up: what comes in, with which weight, what is added, and what it lets through."""


def adder(x: float, b: float) -> float:
    return x + b


def linear_neuron(x: float, w: float, b: float) -> float:
    return x * w + b


def relu(z: float) -> float:
    return max(0.0, z)


def neuron(x: list[float], w: list[float], b: float) -> float:
    z = sum(xi * wi for xi, wi in zip(x, w, strict=True)) + b
    return relu(z)
