"""What several commands share: options, progress, plain text."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

EXIT_DATA_WRONG = 1
EXIT_CALL_WRONG = 2
EXIT_BUG = 70

releases_option = click.option("--releases", type=click.Path(path_type=Path), help="Folder of releases.")
engine_option = click.option(
    "--engine", help="embedded (the default), or the address of a SPARQL endpoint that holds the release."
)
data_option = click.option("--data", type=click.Path(path_type=Path), help="Folder of tables.")
source_option = click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="The report's text: proves each title, name and number on the lines that it cites.",
)


@contextlib.contextmanager
def progress(title: str) -> Iterator[Any]:
    """A function to tell each step to, shown where a person looks on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step: None
        return
    with console.status(title) as status:
        yield lambda step: status.update(f"{title}: {step}")


class Screen(Console):
    """The terminal that answers are printed on; a reader who has enough ends the command without fault."""

    def on_broken_pipe(self) -> None:
        """Leaves it to the one place that turns errors into exit codes."""
        raise BrokenPipeError


def plain(text: str) -> str:
    """Text that rich prints as it is."""
    return text.replace("[", "\\[")
