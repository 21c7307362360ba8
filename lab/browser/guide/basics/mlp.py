"""Neurons in layers, as micrograd packs them: each layer reads all that the one before it says."""

import random

from lab.browser.guide.basics.neurons import neuron


class Neuron:
    def __init__(self, inputs: int, rng: random.Random) -> None:
        self.w = [rng.uniform(-1, 1) for _ in range(inputs)]
        self.b = rng.uniform(-1, 1)

    def __call__(self, x: list[float]) -> float:
        return neuron(x, self.w, self.b)


class Layer:
    def __init__(self, inputs: int, outputs: int, rng: random.Random) -> None:
        self.neurons = [Neuron(inputs, rng) for _ in range(outputs)]

    def __call__(self, x: list[float]) -> list[float]:
        return [each(x) for each in self.neurons]


class MLP:
    def __init__(self, inputs: int, outputs: list[int], rng: random.Random) -> None:
        sizes = [inputs, *outputs]
        self.layers = [Layer(sizes[at], sizes[at + 1], rng) for at in range(len(outputs))]

    def __call__(self, x: list[float]) -> list[float]:
        for layer in self.layers:
            x = layer(x)
        return x
