"""Training in front of the reader: one niced process for all readers, who otherwise wait their turn.

A thread in this process would slow the other readers' sliders 3.6 times; a process at the lowest
priority with one thread does not.
"""

import atexit
import base64
import contextlib
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from gapviz import evaluation, models
from gapviz.core.wording import say
from gapviz.editions.app import figure_panel, own_networks
from gapviz.editions.app.uploads import network
from gapviz.editions.article import Figure, html
from gapviz.figures import FIGURES
from gapviz.models import HERO

PATIENCE = 30.0
"""Seconds after which a reader who no longer asks has left."""
KEPT = 50
"""Readers whose last run waits to be fetched."""
SEEDS = 10**6
"""Every training begins with a seed of its own: HERO stands in the command for its family."""
NOISY = "pages/05_Noiseless_is_bad.py"
"""The chapter in which a network that is trained goes under noise first."""
ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "gapviz", "train", HERO, "--rehearse", "--threads", "1", "--nice", "19"]
"""What trains: it prints a line of JSON a step, with the network that it has, where that was tested."""


@dataclass
class Run:
    """One reader's training: its process and what that has said so far."""

    reader: str
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)
    records: list[dict[str, float]] = field(default_factory=list)
    network: bytes = b""
    stopped: bool = False
    heard: threading.Event = field(default_factory=threading.Event)

    @property
    def alive(self) -> bool:
        """Whether it still trains, or has said something that was not heard yet."""
        return self.process.poll() is None or not self.heard.is_set()

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
        named = f"{models.family_of(HERO)}-{random.randrange(SEEDS)}"
        command = [named if word == HERO else word for word in self._command]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self._run = self._runs[reader] = Run(reader, process)
        for gone in list(self._runs)[:-KEPT]:
            del self._runs[gone]
        for target in (self._listen, self._watch):
            threading.Thread(target=target, args=(self._run,), daemon=True).start()

    @staticmethod
    def _listen(run: Run) -> None:
        assert run.process.stdout is not None
        # Whoever stops a training may cut off its last line.
        try:
            with run.process.stdout as lines, contextlib.suppress(ValueError):
                for line in lines:
                    record = json.loads(line)
                    if tested := record.pop("network", ""):
                        run.network = base64.b64decode(tested)
                    run.records.append(record)
        finally:
            run.heard.set()

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
    reader = own_networks.reader()
    own, ahead = _poll(reader)
    active = bool(ahead or (own and own.alive))
    st.fragment(_show, run_every=1.0 if active else None)(block, reader, active)
    network.widget()


def _poll(reader: str) -> tuple[Run | None, int]:
    """Return the reader's last run and their place in line; one that has ended is this session's from then.

    So is its network: the one that was tested last, also where the training was stopped, so that network and
    headline agree.
    """
    own, ahead = studio().poll(reader)
    if own and not own.alive:
        studio().forget(reader)
        st.session_state["gv.run"] = own
        with contextlib.suppress(models.UnreadableNetworkError):  # it never was tested, or diverged
            own_networks.keep(own.network, "trained")
    return own or st.session_state.get("gv.run"), ahead


def _forget(reader: str) -> None:
    studio().forget(reader)
    st.session_state.pop("gv.run", None)


def _show(block: Figure, reader: str, was_active: bool) -> None:
    own, ahead = _poll(reader)
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
        name = models.own_name(own.network) if own else ""
        trained = name in own_networks.names()
        with st.container(horizontal=True):
            if trained and st.button("Now put it under noise", key="training-noise", type="primary"):
                _put_under_noise(name)
            label = "Train another" if own else "Train a network now"
            asked = st.button(
                label,
                key="training-start",
                type="secondary" if trained else "primary",
                on_click=studio().ask,
                args=(reader,),
            )
            left = own and st.button(
                "Back to the recorded runs", key="training-forget", on_click=_forget, args=(reader,)
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
        return "The training ended with an error, which is none of yours; the server’s log says more."
    if not tested:
        return "Stopped before its first test."
    last = tested[-1]
    found = evaluation.estimate(int(last["right"]), int(last["n"]))
    return say(
        "{ended}: your network reads {found:interval} of the test digits.",
        ended="Stopped" if run.stopped else "Done",
        found=found,
    )


def _put_under_noise(name: str) -> None:
    """Go to the figure that leads the chapter of noise, with one of the reader's networks."""
    figure = FIGURES["shifted_digits"]
    state = {figure.key("shift"): "gaussian_noise", figure.key("model"): name}
    st.switch_page(NOISY, query_params=state)
