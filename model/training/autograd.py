"""Automatic differentiation on scalars, as the course builds it (after micrograd).

Each operation makes a new `Value` that keeps the values it came from and, for each of them, its local
gradient: the derivative of the result with respect to that one input. `backward` is the chain rule.
"""

import math
from collections.abc import Sequence
from operator import mul


class Value:
    """A number, the values it was made from, and, after `backward`, the gradient of the result by it."""

    __slots__ = ("children", "data", "grad", "local_grads")

    def __init__(
        self, data: float, children: "tuple[Value, ...]" = (), local_grads: tuple[float, ...] = ()
    ) -> None:
        self.data, self.grad = data, 0.0
        self.children, self.local_grads = children, local_grads

    def __add__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, power: float) -> "Value":
        return Value(math.pow(self.data, power), (self,), (power * math.pow(self.data, power - 1),))

    def log(self) -> "Value":
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def exp(self) -> "Value":
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def relu(self) -> "Value":
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    @staticmethod
    def dot(a: "Sequence[Value]", b: "Sequence[Value]") -> "Value":
        """The sum of a_i * b_i as one value. `*` and `+` give the same from 2n, which takes thrice as long."""
        left, right = [value.data for value in a], [value.data for value in b]
        return Value(sum(map(mul, left, right)), (*a, *b), (*right, *left))

    # fmt: off
    def __neg__(self) -> "Value": return self * -1.0
    def __sub__(self, other: "Value | float") -> "Value": return self + -other
    def __truediv__(self, other: "Value | float") -> "Value": return self * other**-1
    def __radd__(self, other: float) -> "Value": return self + other
    def __rmul__(self, other: float) -> "Value": return self * other
    def __rsub__(self, other: float) -> "Value": return -self + other
    def __rtruediv__(self, other: float) -> "Value": return self**-1 * other
    # fmt: on

    def backward(self) -> None:
        """Add to the `grad` of every value behind this one the derivative of this one by it."""
        order: dict[Value, None] = {}  # each value after all those it was made from
        seen: set[Value] = set()
        todo = [self]  # a stack, since recursion would end at a thousand levels
        while todo:
            value = todo.pop()
            if value in seen:  # met again: all that was pushed above it is in `order` by now
                order[value] = None
            elif value.children:
                seen.add(value)
                todo += (value, *value.children)
        self.grad = 1.0
        for value in reversed(order):
            grad = value.grad
            for child, local_grad in zip(value.children, value.local_grads):  # noqa: B905  strict costs time
                child.grad += local_grad * grad
