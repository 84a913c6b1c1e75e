"""The commands, run as a reader does, but in this process."""

from click.testing import CliRunner, Result

from gapviz.__main__ import main


def run(*arguments: object) -> Result:
    """What `python -m gapviz` says to these arguments; whatever it did not foresee is raised."""
    found = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def refusal(*arguments: object, code: int = 1) -> str:
    """The one sentence in which it refuses them."""
    found = run(*arguments)
    assert found.exit_code == code, found.output
    said = found.stderr.replace("\r", "\n").splitlines()[-1]
    assert said.startswith("Error: "), found.stderr
    return said.removeprefix("Error: ")
