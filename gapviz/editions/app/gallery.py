"""All figures of the article as a list to search, and under it the one that is chosen, with its controls."""

import uuid
from dataclasses import replace

import streamlit as st

from gapviz.editions.app import chapter_page, controls, figure_panel, reader
from gapviz.editions.article import Chapter, Gallery, address, entries, html, listing
from gapviz.editions.article.blocks import CHOSEN
from gapviz.editions.article.entries import Entry
from gapviz.figures import FIGURES

NONE_YET = "Choose a chart, and it is drawn here, with its controls and all that can be taken along."


def gallery(block: Gallery) -> None:
    """Draw the search, what it finds, and the chosen figure: one at a time, for all would take long."""
    every = entries.entries()
    query = st.text_input(entries.SEARCH, key="gallery-search", placeholder=entries.EXAMPLE)
    found = entries.found(query or "", every)
    with st.container(key="gallery"):
        st.html(listing.found(entries.counted(len(found), len(every))))
        for chapter, group in entries.by_chapter(found):
            st.html(listing.group(chapter.title))
            for entry in group:
                _listed(block.chapter, entry)
    name = address.chosen(st.query_params.get(CHOSEN))
    reader.remember(block.chapter, "gallery", {CHOSEN: name} if name else {})
    named = [entry for entry in every if entry.name == name]
    for entry in named:
        _chosen(entry)
    if not named:
        st.html(html.note(NONE_YET))


def _listed(chapter: Chapter, entry: Entry) -> None:
    with st.container(key=f"figure-listed-{entry.name}"):
        label = f"{entry.block.number}  {entry.title}"
        st.button(
            label, key=f"choose-{entry.name}", type="tertiary", on_click=_choose, args=(chapter, entry.name)
        )
        st.html(listing.shows(entry.shows))


def _choose(chapter: Chapter, name: str) -> None:
    """Choose a figure, as it is published, and go there."""
    for moved in {name, FIGURES[name].follows or name}:
        controls.publish(moved)
    st.query_params.from_dict({CHOSEN: name})
    reader.forget(chapter)
    turn = {"turn": uuid.uuid4().hex, "from": f"listed-{name}", "to": name}
    st.session_state[figure_panel.CLICK] = turn


def _chosen(entry: Entry) -> None:
    """Draw the chosen figure, which waits for no guess; one that follows another has that one's controls."""
    chapter = entry.block.chapter
    st.subheader(entry.title, anchor=False)
    st.markdown(f"From the chapter [{chapter.title}]({chapter_page.path(chapter.stem)}).")
    figure_panel.figure(replace(entry.block, chapter=replace(chapter, question="", leads=""), live=""))
    if leader := FIGURES.get(FIGURES[entry.name].follows):
        values = controls.state(leader)
        controls.draw(leader, address.own(leader, values), values)
