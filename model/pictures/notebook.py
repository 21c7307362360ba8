"""The six steps as a Jupyter notebook that runs anywhere: made from the step files, with the names packed into it."""

import base64
import bz2
import json
from collections.abc import Iterator, Sequence

from model.pictures.curves import COLOURS
from model.pictures.linking import Namespace, Piece, read
from model.training.course import SAMPLES, SEED, UNIFORM, WINDOW
from model.training.steps import STEPS, Step

NAMES_OF, COURSE = "model.training.names", "model.training.course"
SHARED, AUTOGRAD = "model.training.steps.shared", "model.training.autograd"
WIDTH = 110  # characters a line of the packed names

Cell = dict[str, object]

INTRODUCTION = """\
# A GPT in six steps

Each step adds one idea to the one before: first letters are counted, at the end stands a whole GPT that is trained
with Adam. It needs Python 3.11 or later and nothing else, and no network: the {count:,} names that it learns from are
in the notebook.

Run the cells from the top. The cells of a step replace what the one before it defined; to go back to a step, start
again at the top. Steps 0 and 1 take seconds. From step 2 on each number is a Python object that remembers where it
came from, and a step of the course takes a minute or so. `STEPS` says how often the weights are updated: fewer are
quicker, and learn less."""

SETTINGS = """\
SEED = {seed}
STEPS = {steps}
SAMPLES = {samples}  # names that each step of the course invents when it is trained"""

NAMES = "## The names\n\nIn the order of their file; some come more than once."

UNPACK = """\
import base64, bz2

PACKED = '''
{packed}
'''
names = bz2.decompress(base64.b85decode("".join(PACKED.split()))).decode().split()
print(f"{{len(names):,}} names, such as {{', '.join(names[:5])}}")"""

COMMON = "## What all steps share\n\nA name as tokens, the first weights, the training loop, and how a name is drawn."
TOLD = "losses = {}  # of each step of the course"

TRAIN = """\
rng = random.Random(SEED)
documents = shuffled(names, rng)
model = build(rng)
losses["{title}"] = printed = []
for number, loss in enumerate(training(model, documents, STEPS), start=1):
    printed.append(loss)
    print(f"\\rstep {{number:4d}} / {{STEPS:4d}} | loss {{loss:.4f}}", end="")
print()
for number in range(1, SAMPLES + 1):
    print(f"sample {{number:2d}}: {{draw(model.reader({temperature}), rng)}}")"""

PROOF = "print(proof(documents[0]))"

COMPARISON = """\
## All six, side by side

The loss of one name says little, so the lines are means of the last {window}. A uniform guess has a loss of
ln 27 = {uniform:.4f} nats. The curve of step 2 covers that of step 1: their numbers are the same."""

COMPARE = '''\
import math

WINDOW = {window}
UNIFORM = math.log(27)
COLOURS = {colours}


def smooth(printed):
    windows = [printed[max(0, end - WINDOW) : end] for end in range(1, len(printed) + 1)]
    return [sum(window) / len(window) for window in windows]


class Curves:
    """The curves as Jupyter shows them: the updates to the right, the loss upwards, and beside them their names."""

    def _repr_svg_(self):
        lines = {{title: smooth(printed) for title, printed in losses.items()}}
        most = max(map(len, lines.values()))
        low = min(map(min, lines.values()))
        high = max(UNIFORM, *map(max, lines.values()))

        def x(number):  # of an update, from 1 on
            return 50 + 600 * (number - 1) / max(1, most - 1)

        def y(loss):
            return 10 + 300 * (high - loss) / (high - low)

        def text(at, height, said, colour="#666", anchor="start"):
            return f'<text x="{{at:.1f}}" y="{{height:.1f}}" fill="{{colour}}" text-anchor="{{anchor}}">{{said}}</text>'

        def line(points, colour, more):
            joined = " ".join(f"{{at:.1f}},{{height:.1f}}" for at, height in points)
            return f'<polyline points="{{joined}}" fill="none" stroke="{{colour}}" {{more}}/>'

        parts = [line([(50, 10), (50, 310), (650, 310)], "#666", "")]
        ticks = 5 if high - low > 0.4 else 50  # in a nat
        for tick in range(math.ceil(low * ticks), math.floor(high * ticks) + 1):
            parts.append(line([(45, y(tick / ticks)), (50, y(tick / ticks))], "#666", ""))
            parts.append(text(42, y(tick / ticks) + 4, f"{{tick / ticks:.2f}}", anchor="end"))
        for number in sorted({{1 + (most - 1) * quarter // 4 for quarter in range(5)}}):
            parts.append(line([(x(number), 310), (x(number), 315)], "#666", ""))
            parts.append(text(x(number), 328, number, anchor="middle"))
        parts.append(text(350, 346, "updates", anchor="middle"))
        parts.append(text(58, 305, "loss, in nats"))
        parts.append(line([(50, y(UNIFORM)), (650, y(UNIFORM))], "#666", 'stroke-dasharray="4 4"'))
        parts.append(text(660, 22, "- - ln 27, a uniform guess"))
        for place, ((title, losses_of), colour) in enumerate(zip(lines.items(), COLOURS)):
            points = [(x(number), y(loss)) for number, loss in enumerate(losses_of, start=1)]
            parts.append(line(points, colour, 'stroke-width="2"'))
            parts.append(line([(660, 42 + 20 * place), (684, 42 + 20 * place)], colour, 'stroke-width="4"'))
            parts.append(text(692, 46 + 20 * place, title, colour))
        size = 'viewBox="0 0 900 352" width="900" style="background: #fff" font-family="sans-serif" font-size="12"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {{size}}>{{"".join(parts)}}</svg>'


for title, printed in losses.items():
    print(f"{{title:28}} last {{printed[-1]:.4f}}  mean of the last {{WINDOW}} {{smooth(printed)[-1]:.4f}}")
Curves()'''


def notebook(names: Sequence[str], steps: int) -> str:
    """The notebook, which trains each step on these names in so many updates, as the text of its file."""
    cells = [
        {"id": f"cell-{number:02d}", **cell} for number, cell in enumerate(_cells(names, steps), start=1)
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _cells(names: Sequence[str], steps: int) -> Iterator[Cell]:
    yield _text(INTRODUCTION.format(count=len(names)))
    yield _code(SETTINGS.format(seed=SEED, steps=steps, samples=SAMPLES))
    yield _text(NAMES)
    yield _code(UNPACK.format(packed=_packed(names)), hidden=True)
    namespace = Namespace(given=[(COURSE, "SEED"), (COURSE, "SAMPLES")])
    yield _text(COMMON)
    yield from map(_definitions, namespace.bring(NAMES_OF, "shuffled"))
    yield from map(_definitions, namespace.bring(COURSE, "tokenize", "first_weights", "draw"))
    yield from map(_definitions, namespace.bring(SHARED, "training"))
    yield _code(TOLD)
    for step in STEPS:
        yield from _step(step, namespace)
    yield _text(COMPARISON.format(window=WINDOW, uniform=UNIFORM))
    yield _code(COMPARE.format(window=WINDOW, colours=COLOURS))


def _step(step: Step, namespace: Namespace) -> Iterator[Cell]:
    """Its text, what it needs that is not there yet, its own code, and its run."""
    home = step.build.__module__
    heading, _, about = read(home).doc.partition("\n")
    yield _text(f"## {heading.rstrip('.')}\n{about}")
    wanted = ("build", "proof") if step.proof else ("build",)
    for piece in namespace.bring(home, *wanted):
        if piece.file.module == AUTOGRAD:
            yield _text(piece.file.doc)
        yield _definitions(piece)
    yield _code(TRAIN.format(title=f"{step.number} {step.title}", temperature=step.temperature))
    if step.proof:
        yield _code(PROOF)


def _definitions(piece: Piece) -> Cell:
    text = "\n".join(piece.imports)
    for definition in piece.definitions:
        text += ("\n\n\n" if definition.is_block else "\n") + definition.source
    return _code(text.strip())


def _packed(names: Sequence[str]) -> str:
    packed = base64.b85encode(bz2.compress("\n".join(names).encode())).decode()
    return "\n".join(packed[at : at + WIDTH] for at in range(0, len(packed), WIDTH))


def _text(source: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def _code(source: str, *, hidden: bool = False) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"jupyter": {"source_hidden": True}, "collapsed": True} if hidden else {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
