"""The commands: `python -m gapviz measure`, each with `--help`.

What a command works with is imported when it is run: `--help` and the live training must not wait for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

PATH = click.Path(path_type=Path)


class Interrupted(click.ClickException):
    """Ctrl-C, and what it left."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it; it is no error."""
        click.echo(f"interrupted; {self.message}", file=file, err=True)


@contextmanager
def in_one_sentence(kept: str) -> Iterator[None]:
    """Say what went wrong, or that Ctrl-C left what is `kept`, in a sentence; the exit code is 1."""
    from gapviz.types import UnusableFileError

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(kept) from None
    except (UnusableFileError, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None


@click.group()
def main() -> None:
    """Remake what gapviz carries. The article itself is: streamlit run streamlit_app.py."""


class Apart(click.Group):
    """A command for each recorded table that has one of its own, as the registry has them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the tables."""
        from gapviz.measure import apart

        return list(apart())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command that counts a table, which takes a folder where the table needs one."""
        from gapviz.measure import apart

        entry = apart().get(cmd_name)
        if entry is None:
            return None
        folder = click.Argument(["pictures"], metavar="DIR", type=PATH)
        given = f"DIR holds {entry.folder}." if entry.folder else f"First, {entry.needs} fetches what it needs."
        return click.Command(
            cmd_name,
            callback=lambda pictures=None: _measure_apart(cmd_name, pictures),
            params=[folder] if entry.folder else [],
            help=f"{entry.about}\n\n{given}",
        )


def _measure_apart(name: str, pictures: Path | None) -> None:
    with in_one_sentence("nothing was changed"):
        from gapviz import measure, results
        from gapviz.process import settle

        settle()
        measure.measure_apart(results.TABLES, name, measure.networks(), pictures)


@main.group(cls=Apart, invoke_without_command=True, subcommand_metavar="[TABLE [ARGS]...]")
@click.option("--resume", is_flag=True, help="Count only what is missing or out of date.")
@click.pass_context
def measure(context: click.Context, resume: bool) -> None:
    """Work out every recorded number, into gapviz/results/.

    It counts all models under all shifts; Ctrl-C keeps what is counted. With a TABLE it counts that one alone,
    on pictures that gapviz does not carry.
    """
    if context.invoked_subcommand:
        if resume:
            raise click.UsageError(f"--resume is not for {context.invoked_subcommand}")
        return
    with in_one_sentence("what is counted is kept: run python -m gapviz measure --resume to go on"):
        from gapviz import measure as measuring
        from gapviz import results
        from gapviz.process import settle
        from gapviz.shifts import SHIFTS

        settle()
        measuring.measure(results.TABLES, measuring.networks(), list(SHIFTS), resume)


if __name__ == "__main__":
    main(prog_name="python -m gapviz")
