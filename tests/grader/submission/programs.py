"""Makes small programs by the grammar, from a seeded stream: quicker than Hypothesis, and as many as are wanted."""

import random

FROZEN_NAMES = ("gpt", "config", "sum", "random", "draw")
NAMES = (*FROZEN_NAMES, "mine", "words", "__private", "__class__", "é")
ATOMS = (
    "1",
    "'text'",
    "0x" + "f" * 3_600,
    "b'x'",
    "None",
    "...",
    "1e400",
    "1j",
    "f'{mine!r:>{words}}'",
    "()",
)
LEAVES = (*ATOMS, *NAMES * 4)
MODULES = ("re", "math", "random", "os", "time", "collections.abc", "json")


def make_program(stream: random.Random, comprehensions: bool = True) -> str:
    """A module of one to three statements; most of them compile."""
    writer = Writer(stream, comprehensions)
    return "".join(
        line + "\n" for _ in range(stream.randint(1, 3)) for line in writer.statement(stream.randint(0, 2))
    )


class Writer:
    """Writes what it chooses, down to a depth."""

    def __init__(self, stream: random.Random, comprehensions: bool) -> None:
        self.stream = stream
        self.comprehensions = comprehensions

    def name(self) -> str:
        return self.stream.choice(NAMES)

    def expression(self, depth: int) -> str:
        if depth <= 0:
            return self.stream.choice(LEAVES)
        a, b, name = self.expression(depth - 1), self.expression(depth - 2), self.name()
        forms = [a, f"({a} + {b})", f"[{a}, *{b}]", f"(lambda {name}={a}: {b})", f"({name} := {a})",
                 f"{name}[{a}]", f"{name}.{name}", f"{{{a}: {b}}}", f"({a} if {b} else {name})",
                 f"{name}({a})"]  # fmt: skip
        if self.comprehensions:
            target = self.target(1)
            forms += [f"[{a} for {target} in {b}]", f"{{{name} for {name} in {a} if {b}}}"]
            forms += [f"{{{a}: {b} for {name} in words}}", f"sum({a} for {name} in {b} for {target} in mine)"]
        return self.stream.choice(forms)

    def target(self, depth: int) -> str:
        name = self.name()
        forms = [name, name, f"{name}[{self.name()}]", f"{name}.{self.name()}"]
        return self.stream.choice([*forms, f"({self.target(depth - 1)}, *{name})"] if depth else forms)

    def block(self, depth: int) -> list[str]:
        lines = [line for _ in range(self.stream.randint(1, 2)) for line in self.statement(depth - 1)]
        return [f"  {line}" for line in lines]

    def statement(self, depth: int) -> list[str]:
        name, value, target = self.name(), self.expression(2), self.target(1)
        module = self.stream.choice(MODULES)
        simple = [f"{target} = {value}", f"{name} += {value}", f"{name}: int = {value}", f"del {target}", value,
                  f"import {module}", f"import {module} as {name}", f"from {module} import x as {name}",
                  f"global {name}", f"nonlocal {name}", "pass", f"return {value}", f"assert {value}"]  # fmt: skip
        if depth <= 0 or self.stream.random() < 0.4:
            return [self.stream.choice(simple)]
        block, other = self.block(depth), self.block(depth)
        compound = [
            [f"def {name}({self.name()}={value}, *args: {self.expression(1)}):", *block],
            [f"@{self.name()}", f"async def {name}():", *block],
            [f"class {name}({self.expression(1)}):", *block],
            [f"for {target} in {value}:", *block, "else:", *other],
            [f"while {value}:", *block],
            [f"if {value}:", *block, "else:", *other],
            [f"with {value} as {target}:", *block],
            ["try:", *block, f"except mine as {name}:", *other, "finally:", *block],
            [f"match {value}:", f"  case [{name}, *words]:", *(f"  {line}" for line in block),
             f"  case {{1: _, **{name}}} if {value}:", *(f"  {line}" for line in other)],
        ]  # fmt: skip
        return self.stream.choice(compound)
