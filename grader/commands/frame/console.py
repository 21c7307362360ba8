"""Where commands draw what people read."""

from typing import NoReturn

import rich.console


class Console(rich.console.Console):
    """A console that marks nothing by itself, and leaves a reader that has gone to whoever prints.

    What students wrote is shown as it is: no `:smile:` becomes a picture.
    """

    def __init__(self) -> None:
        super().__init__(highlight=False, emoji=False)

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError
