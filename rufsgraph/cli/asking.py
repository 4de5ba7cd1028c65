"""`rufsgraph ask`."""

import sys
from pathlib import Path

import click
from rich.table import Table

from rufsgraph.cli.engines import open_asker
from rufsgraph.cli.options import Screen, engine_option, plain, releases_option
from rufsgraph.config import Settings, read_settings
from rufsgraph.errors import FileMissing
from rufsgraph.questions.asking import Answer, unknown_question
from rufsgraph.questions.question import Question, library
from rufsgraph.questions.rendering import flat, render

_FORMATS = ("table", "csv", "json", "xlsx", "ttl")


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
)
@click.argument("question", required=False)
@click.option("--list", "list_all", is_flag=True, help="List the questions.")
@click.option("--help", "-h", "wants_help", is_flag=True, help="Show this, or a question's parameters.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write to a file (xlsx needs one).")
@releases_option
@engine_option
@click.pass_context
def ask(
    ctx: click.Context,
    question: str | None,
    list_all: bool,
    wants_help: bool,
    form: str,
    out: Path | None,
    releases: Path | None,
    engine: str | None,
) -> None:
    """Ask a question of the library; its parameters are options of their names.

    \b
    Examples:
      rufsgraph ask --list
      rufsgraph ask partners-on-priority --help
      rufsgraph ask partners-on-priority --priority 3 --format csv
    """
    if list_all or (question is None and not wants_help):
        _list_questions()
    elif question is None:
        click.echo(ctx.get_help())
    elif question not in library():
        raise unknown_question(question)
    elif wants_help:
        _describe_question(library()[question])
    else:
        settings = read_settings({"releases": releases, "engine": engine})
        _ask(question, _parameters(ctx.args), form, out, settings)


def _list_questions() -> None:
    for question in library().values():
        click.echo(f"{question.id}\n    {question.title['sv']}\n    {question.title['en']}")


def _describe_question(question: Question) -> None:
    click.echo(f"{question.title['sv']}\n{question.title['en']}\n\n{question.description['en']}\n")
    for one in question.parameters:
        need = (
            "required"
            if one.required
            else f"default {one.default!r}"
            if one.default is not None
            else "optional"
        )
        choices = f" ({', '.join(one.choices)})" if one.choices else ""
        click.echo(f"  --{one.name}  {one.meaning['en']}{choices} [{need}]")
    click.echo("  --lang sv|en, --edition, --limit, --offset, --format, --out")
    click.echo("\nColumns:")
    for column in question.columns:
        click.echo(f"  {column.name}  {column.meaning['en']}")
    example = " ".join(f"--{one.name} {one.example}" for one in question.parameters if one.required)
    click.echo(f"\nExample:\n  rufsgraph ask {question.id} {example}".rstrip())


def _parameters(arguments: list[str]) -> dict[str, str]:
    """The options left over, as parameters: `--name value`, `--name=value`, and a lone `--name` is true."""
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("--"):
            raise click.UsageError(f"{argument!r} belongs to no option: parameters are given as --name value")
        name, equals, value = argument[2:].partition("=")
        if not equals:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else "true"
        given[name] = value
    return given


def _ask(question: str, given: dict[str, str], form: str, out: Path | None, settings: Settings) -> None:
    if out and form == "table":
        raise click.UsageError("a table is for the terminal: --out wants --format csv, json, xlsx or ttl")
    asker = open_asker(settings)
    answer = asker.ask(question, given)
    if form == "table":
        _print_answer(answer)
    elif form == "xlsx" and out is None and sys.stdout.isatty():
        raise click.UsageError("xlsx is not for a terminal: give --out FILE")
    elif out:
        _write(out, render(asker, answer, form))
    else:
        sys.stdout.buffer.write(render(asker, answer, form))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise FileMissing(f"{path} can't be written: {error.strerror}") from error


def _print_answer(answer: Answer) -> None:
    lang = answer.parameters.lang
    table = Table(title=answer.question.title[lang])
    names = [column.name for column in answer.question.columns]
    for name in names:
        table.add_column(name, overflow="fold")
    for row in answer.rows:
        table.add_row(*(plain(str(flat(row[name]))) for name in names))
    console = Screen()
    console.print(table)
    console.print(f"{answer.total} rows. {plain(answer.scope_note())}")
    console.print(plain(f"{answer.edition.source[lang]}, {answer.edition.as_of}, {answer.release}"))
