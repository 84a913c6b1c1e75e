"""Training in front of the reader: one niced process for all readers, who otherwise wait their turn.

A thread in this process would slow the other readers' sliders 3.6 times; a process at the lowest
priority with one thread does not.
"""

import atexit
import json
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from gapviz.editions.app import figure_panel
from gapviz.editions.article import Figure, html
from gapviz.models import HERO

PATIENCE = 30.0
"""Seconds after which a reader who no longer asks has left."""
KEPT = 50
"""Readers whose last run can still be shown."""
ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "gapviz", "train", HERO, "--rehearse", "--threads", "1", "--nice", "19"]
"""What trains: it prints a line of JSON a step."""


@dataclass
class Run:
    """One reader's training: its process and what that has said so far."""

    reader: str
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)
    records: list[dict[str, float]] = field(default_factory=list)
    stopped: bool = False

    @property
    def alive(self) -> bool:
        """Whether it still trains."""
        return self.process.poll() is None

    @property
    def share(self) -> float:
        """The fraction of its steps that it has done."""
        return self.records[-1]["step"] / self.records[-1]["steps"] if self.records else 0.0


class Studio:
    """At most one run at a time; the others stand in line. Safe under threads."""

    def __init__(self, command: list[str]) -> None:
        self._command, self._lock = command, threading.Lock()
        self._run: Run | None = None
        self._runs: dict[str, Run] = {}
        self._seen: dict[str, float] = {}
        self._line: list[str] = []
        atexit.register(self.end)

    def ask(self, reader: str) -> None:
        """Put `reader` in line."""
        with self._lock:
            self._seen[reader] = time.monotonic()
            if reader not in self._line:
                self._line.append(reader)

    def poll(self, reader: str) -> tuple[Run | None, int]:
        """Return the reader's last run, if any, and their place in line (0: not in it)."""
        with self._lock:
            now = time.monotonic()
            self._seen = {name: at for name, at in self._seen.items() if now - at < PATIENCE} | {reader: now}
            self._line = [name for name in self._line if name in self._seen]
            busy = self._run is not None and self._run.alive
            if not busy and self._line and self._line[0] == reader:
                self._line.pop(0)
                self._start(reader)
            ahead = self._line.index(reader) + 1 if reader in self._line else 0
            return self._runs.get(reader), ahead

    @property
    def busy(self) -> Run | None:
        """The run that trains now."""
        return self._run if self._run and self._run.alive else None

    def stop(self, reader: str) -> None:
        """End the reader's run, or their place in line."""
        with self._lock:
            self._line = [name for name in self._line if name != reader]
            if self._run and self._run.reader == reader and self._run.alive:
                self._run.stopped = True
                self._run.process.terminate()

    def forget(self, reader: str) -> None:
        """Forget what the reader trained."""
        with self._lock:
            self._runs.pop(reader, None)

    def end(self) -> None:
        """End whatever runs."""
        if self._run and self._run.alive:
            self._run.process.terminate()

    def _start(self, reader: str) -> None:
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self._run = self._runs[reader] = Run(reader, process)
        for gone in list(self._runs)[:-KEPT]:
            del self._runs[gone]
        for target in (self._listen, self._watch):
            threading.Thread(target=target, args=(self._run,), daemon=True).start()

    @staticmethod
    def _listen(run: Run) -> None:
        assert run.process.stdout is not None
        with run.process.stdout as lines:
            for line in lines:
                run.records.append(json.loads(line))

    def _watch(self, run: Run) -> None:
        while run.alive:
            if time.monotonic() - self._seen.get(run.reader, -PATIENCE) > PATIENCE:
                run.stopped = True
                run.process.terminate()
            time.sleep(1)


@st.cache_resource
def studio() -> Studio:
    """Return the one studio of this server."""
    return Studio(COMMAND)


def training(block: Figure) -> None:
    """Show the recorded training, a button that starts the reader's own, and that one live."""
    reader = st.session_state.setdefault("gv.reader", uuid.uuid4().hex)
    own, ahead = studio().poll(reader)
    active = bool(ahead or (own and own.alive))
    st.fragment(_show, run_every=1.0 if active else None)(block, reader, active)


def _show(block: Figure, reader: str, was_active: bool) -> None:
    own, ahead = studio().poll(reader)
    active = bool(ahead or (own and own.alive))
    if active != was_active:
        st.rerun()
    live = {"records": tuple(own.records)} if own and own.records else None
    with st.container(key=f"figure-{block.name}"):
        figure_panel.show(block, live, lambda: _panel(reader, own, ahead))


LIVE = {"training": training}
"""What runs in front of a reader, by the name that a page gives it."""


def _panel(reader: str, own: Run | None, ahead: int) -> None:
    """Draw the button and the progress that fit what is going on."""
    if own and own.alive:
        st.progress(own.share, _progress(own))
        st.button("Stop", key="training-stop", on_click=studio().stop, args=(reader,))
    elif ahead:
        busy = studio().busy
        done = f"{100 * busy.share:.0f} % done" if busy else "about to end"
        st.progress(
            busy.share if busy else 1.0,
            f"Another network is training, {done}. You are number {ahead} in line.",
        )
        st.button("Leave the line", key="training-stop", on_click=studio().stop, args=(reader,))
    else:
        if own:
            st.html(html.headline(_ending(own)))
        with st.container(horizontal=True):
            label = "Train another" if own else "Train a network now"
            asked = st.button(
                label, key="training-start", type="primary", on_click=studio().ask, args=(reader,)
            )
            left = own and st.button(
                "Back to the recorded runs", key="training-forget", on_click=studio().forget, args=(reader,)
            )
        if asked or left:
            st.rerun()


def _progress(run: Run) -> str:
    if not run.records:
        return "Unpacking 60,000 digits."
    left = (time.monotonic() - run.started) * (1 - run.share) / max(run.share, 1e-6)
    last = run.records[-1]
    done = f"Batch {last['step']:,} of {last['steps']:,}"
    return f"{done}, about {_duration(left)} left; batch loss {last['loss']:.3f}."


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def _ending(run: Run) -> str:
    tested = [record for record in run.records if "right" in record]
    if run.process.returncode and not run.stopped:
        return "The training ended with an error; the server’s log of “python -m gapviz train” says more."
    if not tested:
        return "Stopped before its first test."
    last = tested[-1]
    return f"{'Stopped' if run.stopped else 'Done'}: {last['right']:,} of {last['n']:,} test digits right."
