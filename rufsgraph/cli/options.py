"""What several commands share: options, progress, plain text."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

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


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how much of how much is done, shown as a bar where a person looks on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _of: None
        return
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


class Screen(Console):
    """The terminal that answers are printed on; a reader who has enough ends the command without fault."""

    def on_broken_pipe(self) -> None:
        """Leaves it to the one place that turns errors into exit codes."""
        raise BrokenPipeError


def plain(text: str) -> str:
    """Text that rich prints as it is."""
    return text.replace("[", "\\[")
