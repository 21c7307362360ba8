"""What training prints: the lines of the course's scripts, then what they leave out."""

from math import floor

from model.sizes import CONFIG
from model.training.course import UNIFORM, Run


def heading(documents: int, parameters: int) -> str:
    """What stands before the training."""
    return f"num docs: {documents}\nvocab size: {CONFIG.vocab_size}\nnum params: {parameters}"


def step_lines(run: Run) -> str:
    """A line for each step; for one of every few, where there are more than a thousand or two."""
    steps = len(run.losses)
    stride = max(1, steps // 1000)
    return "\n".join(
        step_line(number, steps, run.losses[number - 1]) for number in range(stride, steps + 1, stride)
    )


def step_line(number: int, steps: int, loss: float) -> str:
    """The line of one step, counted from 1."""
    return f"step {number:4d} / {steps:4d} | loss {loss:.4f}"


def ending(run: Run, documents: int) -> str:
    """The names, and the figures that say more than the last printed loss, which is that of a single name."""
    lines = [f"sample {number:2d}: {name}" for number, name in enumerate(run.samples, start=1)]
    lines.append(f"mean loss of all steps: {run.mean:.4f}, of the last {run.window}: {run.smooth[-1]:.4f}")
    lines.append(f"loss of all {documents:,} names: {run.whole_loss:.4f} nats per token")
    return "\n".join(lines)


def as_dict(run: Run) -> dict[str, object]:
    """The run for a machine: losses in nats."""
    return {
        "losses": run.losses,
        "samples": run.samples,
        "mean": run.mean,
        "window": run.window,
        "mean_of_window": run.smooth[-1],
        "whole_loss": run.whole_loss,
    }


def curve(run: Run) -> str:
    """The mean loss of the last steps as a line over a rule at ln 27, as wide as the terminal.

    With colours the loss of each step is there as a dot; without them the dots would hide the line.
    """
    import plotille
    from rich.console import Console

    console = Console()
    columns, colours = console.width, console.color_system is not None and not console.no_color

    shown = run.losses if colours else run.smooth
    per_row = 0.1 if max(*shown, UNIFORM) - min(shown) < 1.5 else 0.2
    bottom = floor(min(*shown, UNIFORM) / per_row)
    top = floor(max(*shown, UNIFORM) / per_row + 1 / 8) + 1  # a row has four dots, and its last rounds up
    figure = plotille.Figure()
    figure.with_colors, figure.color_mode = colours, "names"
    # A tick stands at every row and at every tenth column: these sizes put them at round numbers.
    figure.width, figure.height = (
        next((width for width in (100, 50) if width + 12 <= columns), 20),
        top - bottom,
    )
    figure.set_x_limits(0, max(10, len(run.losses)))
    figure.set_y_limits(bottom * per_row, top * per_row)
    figure.x_ticks_fkt = lambda tick, _: f"{tick:.0f}"
    figure.y_ticks_fkt = lambda tick, _: f"{tick:.1f}"
    figure.x_label, figure.y_label = "step", "loss"
    steps = range(1, len(run.losses) + 1)
    figure.plot([0, max(10, len(run.losses))], [UNIFORM, UNIFORM], lc="yellow")
    if colours:
        figure.scatter(steps, run.losses, lc="bright_black")
    figure.plot(steps, run.smooth, lc="cyan")
    dots = "dots: loss of each step (nats); " if colours else ""
    rule = f"rule: ln {CONFIG.vocab_size} = {UNIFORM:.4f}, a uniform guess"
    return f"{dots}line: mean of {run.window} steps; {rule}\n\n{figure.show()}"
