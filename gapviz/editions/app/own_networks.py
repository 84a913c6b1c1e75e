"""The reader's own networks: trained here or brought along, for this reader alone, gone with the visit.

The session keeps them and the process knows them while the session is connected. Another reader who has the
name is none the wiser, unless they bring the same file.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from gapviz import models
from gapviz.core.parameters import Choice
from gapviz.models import Model

MOST = 3
"""Networks that a visit keeps; the oldest goes first."""
UPLOADED = "network.safetensors"
"""What a network's file is called in the lines of Python."""


@dataclass(frozen=True)
class Own:
    """A network, the file that it came from, how it came (trained, brought), and when."""

    model: Model
    file: bytes
    came: str
    at: datetime


def reader() -> str:
    """Return what this visit is called."""
    name: str = st.session_state.setdefault("gv.reader", uuid.uuid4().hex)
    return name


def _kept() -> dict[str, Own]:
    found: dict[str, Own] = st.session_state.setdefault("gv.networks", {})
    return found


def _let_go(holder: str) -> None:
    for name in models.added():
        models.forget(name, holder)


@st.cache_resource(scope="session", on_release=_let_go, show_spinner=False)
def _holder(name: str) -> str:
    """Return who holds this session's networks; once it disconnects, they are let go of."""
    return name


def names() -> tuple[str, ...]:
    """Return the names of this reader's networks, the oldest first; from here on the process knows them.

    A session that was away a moment, or whose networks made room for others', has them again.
    """
    kept = _kept()
    if kept:
        holder = _holder(reader())
        known = models.held(holder)
        for name, own in kept.items():
            if name not in known:
                models.add(own.model, holder)
    return tuple(kept)


def keep(file: bytes, came: str) -> str:
    """Keep the network in a file and return its name; raise UnreadableNetworkError where there is none."""
    model, kept = models.from_file(file), _kept()
    kept.pop(model.name, None)
    kept[model.name] = Own(model, file, came, datetime.now(UTC))
    for name in list(kept)[:-MOST]:
        forget(name)
    names()
    return model.name


def forget(name: str) -> None:
    """Let go of one of this reader's networks."""
    _kept().pop(name, None)
    models.forget(name, _holder(reader()))


def file(name: str) -> bytes:
    """Return the file of one of this reader's networks."""
    return _kept()[name].file


def are_strangers(given: object) -> bool:
    """Return whether a value is the name of a network that somebody added, and not this reader."""
    return isinstance(given, str) and models.family_of(given) == models.OWN and given not in names()


def among(values: Collection[object]) -> list[str]:
    """Return those of some values that are this reader's networks."""
    return [name for name in names() if name in values] if _kept() else []


def offered(domain: Choice) -> tuple[str, ...]:
    """Return those of this reader's networks that a choice allows."""
    mine = names()  # the process must know them before the choice is asked
    return tuple(name for name in mine if name in domain.unlisted()) if domain.unlisted and mine else ()


def label(name: str) -> str:
    """Return what a network is called in this reader's menus: "yours", and where there are more, when."""
    kept = _kept()
    if name not in kept or len(kept) == 1:
        return models.label(name)
    zone = ZoneInfo(st.context.timezone or "UTC")
    said = {each: f"{own.came} {own.at.astimezone(zone):%H:%M}" for each, own in kept.items()}
    if list(said.values()).count(said[name]) > 1:
        said[name] = f"{kept[name].came} {kept[name].at.astimezone(zone):%H:%M:%S}"
    return f"{models.label(name)}, {said[name]}"


def lines(values: Collection[object]) -> str:
    """Return the lines of Python that bring this reader's networks among some values along."""
    if not among(values):
        return ""
    return (
        "from pathlib import Path\n\nfrom gapviz import models\n\n"
        f'models.add(models.from_file(Path("{UPLOADED}").read_bytes()))\n\n'
    )
