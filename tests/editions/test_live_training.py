"""Live training: one at a time, in line, stoppable, ended when its reader leaves."""

import sys
import time
from collections.abc import Callable

import pytest

from gapviz.editions.app import live_training
from gapviz.editions.app.live_training import Studio
from tests import stub_training

STUB = [sys.executable, stub_training.__file__]


@pytest.fixture
def studio():
    made = Studio([*STUB, "1", "STAYS"])
    yield made
    made.end()


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def test_the_apps_own_command_says_how_far_it_is() -> None:
    *command, nice, lowest = live_training.COMMAND
    assert (nice, lowest) == ("--nice", "19")
    studio = Studio([*command, nice, "0"])  # at the lowest priority the other tests would not let it begin
    studio.ask("ann")
    run, _ = studio.poll("ann")
    assert run is not None
    wait_until(lambda: studio.poll("ann") and (run.records or not run.alive), 120)
    studio.end()
    assert run.records[0]["step"] == 1
    assert {"step", "steps", "loss"} <= run.records[0].keys()


def test_a_reader_who_asks_trains_and_may_stop(studio: Studio) -> None:
    assert studio.poll("ann") == (None, 0)
    studio.ask("ann")
    run, ahead = studio.poll("ann")
    assert run is not None
    assert ahead == 0
    wait_until(lambda: run.records)
    assert run.share == 0.5
    studio.stop("ann")
    wait_until(lambda: not run.alive)
    assert run.stopped


def test_a_training_that_ends_is_kept_whole() -> None:
    studio = Studio([*STUB, "3"])
    studio.ask("ann")
    run, _ = studio.poll("ann")
    assert run is not None
    wait_until(lambda: not run.alive and len(run.records) == 3)
    assert run.records == stub_training.lines(3)
    assert run.network == stub_training.network(3), "the one that was tested last"
    assert run.share == 1
    assert (studio.busy, run.stopped, run.process.returncode) == (None, False, 0)
    assert studio.poll("ann") == (run, 0)
    studio.forget("ann")
    assert studio.poll("ann") == (None, 0)


def test_others_wait_their_turn(studio: Studio) -> None:
    for reader in ("ann", "bob", "cem"):
        studio.ask(reader)
        studio.poll(reader)
    assert studio.poll("bob") == (None, 1)
    assert studio.poll("cem") == (None, 2)
    studio.stop("bob")
    assert studio.poll("cem") == (None, 1)
    studio.stop("ann")
    wait_until(lambda: studio.busy is None)
    run, _ = studio.poll("cem")
    assert run is not None
    assert run.reader == "cem"
    ended, _ = studio.poll("ann")
    assert ended is not None, "what a reader trained stays, though another's training has begun"
    assert ended.reader == "ann"


def test_a_reader_who_leaves_ends_the_run(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_training, "PATIENCE", 0.0)
    studio.ask("ann")
    run, _ = studio.poll("ann")
    assert run is not None
    wait_until(lambda: not run.alive)


def test_a_reader_who_leaves_the_line_holds_nobody_up(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.ask("ann")
    studio.poll("ann")
    studio.ask("bob")
    studio.ask("cem")
    monkeypatch.setattr(live_training, "PATIENCE", 0.0)
    assert studio.poll("cem")[1] <= 1, "bob no longer asks"
