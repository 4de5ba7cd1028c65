"""The command `rufsgraph`: build, check, query, ask, serve, release, tables.

Each command is a module that is imported when it is called, so that asking doesn't wait for building.
"""

import difflib
import gc
import importlib
import os
import sys
import traceback
from types import ModuleType
from typing import Any

import click

from rufsgraph import __version__
from rufsgraph.cli.options import EXIT_BUG, EXIT_CALL_WRONG, EXIT_DATA_WRONG
from rufsgraph.errors import DataWrong, RufsError

COMMANDS = {
    "ask": "rufsgraph.cli.asking",
    "build": "rufsgraph.cli.building",
    "check": "rufsgraph.cli.building",
    "query": "rufsgraph.cli.querying",
    "release": "rufsgraph.cli.releasing",
    "serve": "rufsgraph.cli.serving",
    "tables": "rufsgraph.cli.tabling",
}


class Commands(click.Group):
    """The commands, with one place that turns errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command named; for an unknown one the nearest is said."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], list(COMMANDS), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; an error of ours becomes one line and an exit code, a bug its trace and 70."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except DataWrong as error:
            for finding in error.findings:
                click.echo(finding.as_line(), err=True)
            ctx.exit(EXIT_DATA_WRONG)
        except RufsError as error:
            click.echo(f"rufsgraph: {error.detail}", err=True)
            ctx.exit(EXIT_CALL_WRONG)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except OSError as error:
            click.echo(f"rufsgraph: {error}", err=True)
            ctx.exit(EXIT_CALL_WRONG)
        except Exception:  # noqa: BLE001
            traceback.print_exc()
            ctx.exit(EXIT_BUG)


def _module(name: str) -> ModuleType:
    """The module of that name; what imports make stays, so looking for garbage in it would only take time."""
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rufsgraph")
def main() -> None:
    """RUFS 2050's follow-up as a knowledge graph: build it, check it, ask it, serve it."""
