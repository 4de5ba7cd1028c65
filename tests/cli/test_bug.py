"""A fault of the program's own is told apart from wrong data and wrong calls."""

import click
import pytest
from click.testing import CliRunner

from rufsgraph.cli import Commands
from rufsgraph.errors import DataWrong, FileMissing, Finding


class Failing(Commands):
    """The command line with a `build` that fails in a given way."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__("rufsgraph")
        self.failure = failure

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """A command that fails."""

        def fail() -> None:
            raise self.failure

        return click.Command(cmd_name, callback=fail)


@pytest.mark.parametrize(
    ("failure", "code", "lines"),
    [
        (DataWrong([Finding("x", "sv", "en", where="a.csv"), Finding("x", "sv", "en")]), 1, 2),
        (FileMissing("no file"), 2, 1),
        (PermissionError(13, "Permission denied", "/releases"), 2, 1),
        (click.UsageError("no such option"), 2, None),
        (ZeroDivisionError("division by zero"), 70, None),
        (KeyError("x"), 70, None),
    ],
    ids=lambda one: type(one).__name__,
)
def test_exit_codes(failure: Exception, code: int, lines: int | None) -> None:
    """1 the data is wrong, 2 the call or a file is wrong, 70 a bug, whose trace is shown."""
    done = CliRunner().invoke(Failing(failure), ["build"])
    assert done.exit_code == code
    assert done.stdout == ""
    assert lines is None or len(done.stderr.splitlines()) == lines
    assert ("Traceback" in done.stderr) is (code == 70)
