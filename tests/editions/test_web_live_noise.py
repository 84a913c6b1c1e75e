"""The live figures of chapters 0 and 4, computed in JavaScript, are those that Python draws."""

import re
from typing import Any

import pytest

from gapviz.editions.article import address
from gapviz.editions.web import drawings, live_noise, packs
from gapviz.editions.web.networks import BUILT
from gapviz.figures import FIGURES
from tests.node import needs_node, node

CLOSE = 1e-4
DRAW = """async ({ page, tools, readings, noise }, { told, held, wasm, asked }) => {
  const script = () => ({ wasm: new Uint8Array(wasm) });
  const work = tools({ held: async file => held[file], script, ...told.noise });
  const reading = readings(work, () => {}, error => { throw error; });
  const figures = noise(told.noise, work, reading);
  const filled = drawing => ({
    ...drawing,
    ...Object.fromEntries(["caption", "alt", "headline"].map(part => [part, page.fill(drawing[part])])),
    tiles: drawing.tiles?.map(tile => ({ ...tile, pixels: [...tile.pixels] })),
  });
  const found = [];
  for (const { name, leader, state, base } of asked) {
    const first = page.apply(base, await figures[name](state, base));
    if (first.reading) await reading.all(leader);
    const whole = first.reading ? page.apply(base, await figures[name](state, base)) : first;
    found.push({ first: filled(first), whole: filled(whole) });
  }
  return found;
}"""
COUNTED = ("shifted_digits", "class_accuracy", "confusion")
"""Figures whose table says on how many of the reader's digits it is counted."""
GROUP = ("shifted_digits", "severity_curve", "class_accuracy", "confusion")
HOOKS = [
    ("moved_digit", {"pixels": 0.0}),
    ("moved_digit", {"pixels": 2.0, "digit": 7, "model": "cnn-0"}),
    ("moved_digit", {"pixels": 2.5, "digit": 9_999, "model": "softmax-0", "seed": 3}),
    ("moved_curve", {"pixels": 3.0, "model": "mnist-react-0"}),
    ("moved_curve", {"pixels": 7.5, "model": "softmax-0"}),
    ("one_digit", {"std": 0.1, "model": "lenet-0", "digit": 18}),
    ("one_digit", {"std": 0.45, "model": "softmax-0"}),
    ("noise_curve", {"std": 0.6, "model": "tutorial-3"}),
]
SHIFTED = [
    {"shift": "stripe", "severity": 4, "model": "softmax-0", "seed": 7, "first": 9_998},
    {"shift": "inverted", "severity": 0, "model": "softmax-0"},
]
MORE = [
    {"shift": "brightness", "severity": 3, "model": "softmax-0"},
    {"shift": "border", "severity": 2, "model": "softmax-0", "border.left": 3},
    *(
        {"shift": shift, "severity": 2, "model": model, "seed": seed}
        for shift, model, seed in (
            ("squared_paper", "tutorial-0", 0),
            ("squared_paper", "tutorial-1", 5),
            ("gaussian_noise", "cnn-0", 1),
            ("jpeg", "lenet-0", 2),
            ("rotate", "mlp-0", 3),
            ("stain", "recognizer-0", 4),
        )
    ),
]


def flat(value: Any, at: str = "") -> dict[str, Any]:
    """JSON as its leaves, by the way to each."""
    if isinstance(value, dict):
        return {key: leaf for name, part in value.items() for key, leaf in flat(part, f"{at}/{name}").items()}
    if isinstance(value, list):
        return {
            key: leaf for place, part in enumerate(value) for key, leaf in flat(part, f"{at}/{place}").items()
        }
    return {at: value}


def expected(name: str, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The figure as published, its state by key, and its drawing in it, words filled in."""
    figure = FIGURES[name]
    given = {figure.key(parameter): value for parameter, value in values.items()}
    published = address.state(figure, lambda key: None)
    base = drawings.drawing(figure, published, figure(**published))
    state = address.state(figure, given.get)
    drawn = figure(**state)
    made = drawings.drawing(figure, state, drawn)
    words = {part: str(getattr(drawn, part)) for part in ("caption", "alt", "headline")}
    tiles = [
        {**tile, "pixels": picture.pixels.flatten().tolist()}
        for tile, picture in zip(made.get("tiles", []), drawn.tiles, strict=True)
    ]
    known = {figure.key(parameter): value for parameter, value in state.items() if "." not in parameter}
    return base, known | given, {**made, **words, **({"tiles": tiles} if tiles else {})}


def compare(found: dict[str, Any], known: dict[str, Any]) -> list[str]:
    """What differs between two drawings, leaf by leaf."""
    one, other = (
        flat({**drawing, "reading": None, "tiles": drawing.get("tiles") or []}) for drawing in (found, known)
    )
    wrong = [
        f"{key}: only on one side" for key in one.keys() ^ other.keys() if one.get(key) != other.get(key)
    ]
    for key in one.keys() & other.keys():
        here, there = one[key], other[key]
        if key == "/code":  # JavaScript has one kind of number
            here, there = (re.sub(r"\b(\d+)\.0\b", r"\1", text) for text in (here, there))
        number = all(
            isinstance(value, (int, float)) and not isinstance(value, bool) for value in (here, there)
        )
        room = (
            1
            if "/pixels/" in key
            else 2e-4
            if number and key.startswith("/gap")
            else CLOSE * max(1, abs(there or 0))
            if number
            else 0
        )
        if abs(here - there) > room if number else here != there:
            wrong.append(f"{key}: {here!r} is {there!r} in Python")
    return wrong


def total(table: dict[str, Any]) -> int:
    """On how many shifted digits a table is counted."""
    names = table["columns"]
    rows = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    return sum(row["n"] for row in rows if row.get("set") != "clean")


def drawn(cases: list[tuple[str, dict[str, Any]]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What JavaScript draws in each case, at first and when all digits are read, and what Python does."""
    known = [expected(*case) for case in cases]
    told = live_noise.told({"moved_digit", "one_digit"} if cases[0][0] in dict(HOOKS) else GROUP)
    shifts = set(told["noise"]["shifts"])
    used = {str(state[key]) for _, state, _ in known for key in state if key.endswith(".model")}
    held = dict(one for one in packs.packs(shifts) if "counts" in one[0] or "digits" in one[0])
    held |= {f"packs/{name}.js": packs.network(name) for name in used}
    asked = [
        {"name": name, "leader": FIGURES[name].follows or name, "state": state, "base": base}
        for (name, _), (base, state, _) in zip(cases, known, strict=True)
    ]
    wasm = (BUILT / "engine.wasm").read_bytes()
    modules = "index.js page/tools.js page/readings.js page/live_noise.js"
    found = node(modules, DRAW, told=told, held=held, wasm=wasm, asked=asked)
    return [(answer, drawing) for answer, (_, _, drawing) in zip(found, known, strict=True)]


def hold(cases: list[tuple[str, dict[str, Any]]]) -> None:
    made = drawn(cases)
    problems = [
        f"{name} {values}: {problem}"
        for (name, values), (found, known) in zip(cases, made, strict=True)
        for problem in compare(found["whole"], known)
    ]
    counted = {
        name: (total(found["first"]["table"]), found["first"]["reading"]["n"])
        for (name, _), (found, _) in zip(cases, made, strict=True)
        if "reading" in found["first"] and name in COUNTED
    }
    problems += [
        f"{name}: the table has {n} digits, {read} were read"
        for name, (n, read) in counted.items()
        if n != read
    ]
    assert not problems, "\n".join(problems[:60])


@needs_node
def test_the_hooks_are_those_of_python() -> None:
    hold(HOOKS)


@needs_node
def test_shifted_digits_and_all_that_follows_are_those_of_python() -> None:
    hold([(name, values) for values in SHIFTED for name in GROUP])


@needs_node
@pytest.mark.long
def test_networks_of_all_kinds_under_shifts_of_all_kinds_are_those_of_python() -> None:
    hold([(name, values) for values in MORE for name in GROUP])
