"""The reader's own networks: in this reader's menus alone, bounded, and gone with the visit."""

import pytest
from streamlit.runtime.caching.cache_resource_api import clear_session_cache
from streamlit.testing.v1 import AppTest

from gapviz import models
from gapviz.editions.app import own_networks
from gapviz.figures import FIGURES
from tests import stub_training


@pytest.fixture(autouse=True)
def nothing_stays():
    yield
    clear_session_cache("test session id")  # so does the server, where a reader leaves
    assert not models.added(), "a visit that has ended left a network"


def page():
    """Be a page that says of two figures in which state they are, and what their menus of networks have."""
    import streamlit as st

    from gapviz.editions.app import controls, own_networks
    from gapviz.figures import FIGURES

    for file in st.session_state.pop("bring", []):
        own_networks.keep(file, "trained")
    for name in st.session_state.pop("forget", []):
        own_networks.forget(name)
    for name in ("shifted_digits", "printed_digits"):
        st.session_state[name] = controls.state(FIGURES[name])["model"]
        model = FIGURES[name].parameters["model"].domain
        st.session_state[f"{name} menu"] = controls.offered(model, st.session_state[name])
    st.session_state["labels"] = [own_networks.label(name) for name in own_networks.names()]


def visit(*steps, reader="ann", address=None):
    app = AppTest.from_function(page)
    app.session_state["gv.reader"] = reader
    for key, value in (address or {}).items():
        app.query_params[key] = value
    return on(app, *steps)


def on(app, *bring, forget=()):
    app.session_state["bring"], app.session_state["forget"] = list(bring), list(forget)
    app.run(timeout=60)
    assert not app.exception
    return app


FILES = [stub_training.network(step) for step in range(1, 6)]
NAMES = [models.own_name(file) for file in FILES]


def test_a_network_stands_at_the_end_of_every_menu_and_in_the_address():
    app = visit(FILES[0], address={"shifted_digits.model": NAMES[0]})
    for figure in ("shifted_digits", "printed_digits"):
        assert app.session_state[f"{figure} menu"] == (*models.names(data="mnist"), NAMES[0])
    assert app.session_state["shifted_digits"] == NAMES[0]
    assert app.session_state["labels"] == [models.label(NAMES[0])]


def test_another_reader_with_its_address_has_the_default_and_no_other_menu():
    visit(FILES[0])
    other = visit(reader="bob", address={"shifted_digits.model": NAMES[0]})
    assert NAMES[0] in models.added(), "the process knows it, and still"
    assert other.session_state["shifted_digits"] == FIGURES["shifted_digits"].parameters["model"].default
    assert NAMES[0] not in other.session_state["shifted_digits menu"]


def test_a_visit_keeps_a_few_and_tells_them_apart():
    app = visit(*FILES)
    kept = NAMES[-own_networks.MOST :]
    assert app.session_state["shifted_digits menu"][-own_networks.MOST :] == tuple(kept)
    assert models.added() == kept
    assert all(label.startswith(models.label(kept[0]) + ", ") for label in app.session_state["labels"])


def test_one_that_made_room_for_others_is_back_when_it_is_asked_for():
    app = visit(FILES[0])
    models.forget(NAMES[0], "ann")
    assert not models.added()
    assert NAMES[0] in on(app).session_state["shifted_digits menu"]


def test_two_readers_of_the_same_file_do_not_lose_it_by_one():
    for holder in ("ann", "bob"):
        models.add(models.from_file(FILES[0]), holder)
    assert models.held("bob") == NAMES[:1]
    models.forget(NAMES[0], "cem")
    models.forget(NAMES[0], "ann")
    assert models.load(NAMES[0]).name == NAMES[0]
    models.forget(NAMES[0], "bob")
    assert not models.added()


def test_what_a_reader_forgets_is_gone():
    app = visit(FILES[0])
    on(app, forget=NAMES[:1])
    assert NAMES[0] not in app.session_state["shifted_digits menu"]
    assert not models.added()


def test_the_lines_of_python_bring_it_along(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / own_networks.UPLOADED).write_bytes(FILES[0])
    monkeypatch.setattr(own_networks, "among", lambda values: [NAMES[0]])
    exec(own_networks.lines([NAMES[0]]))
    assert models.added() == NAMES[:1]
    models.forget(NAMES[0])
