"""Who may import whom (DESIGN.md, section 2), and how long a module may grow."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    {"streamlit_app", "pages"},
    {"__main__"},
    {"editions/app", "editions/static"},
    {"editions/web"},
    {"editions/article"},
    {"figures"},
    {"evaluation", "training"},
    {"data", "models", "shifts"},
    {"imaging"},
    {"core"},
]
ROW = {room: number for number, row in enumerate(ROWS) for room in row}
DOORS = {
    "click": {"__main__"},
    "streamlit": {"editions/app", "streamlit_app"},
    "plotly": {"figures/charts", "editions/web"},
    "captum": {"evaluation/attribution"},
    "onnxruntime": {"models", "evaluation"},
    "torchvision": {"data", "shifts"},
    "skimage": {"imaging"},
    "scipy": {"imaging"},
    "brotli": {"imaging/typefaces/sfnt"},
}
LATE = {"captum", "torchvision", "skimage", "scipy"}
"""Of every start captum would cost 0.7 s, torchvision 1.5 s and 81 MB, the other two a quarter second."""


@cache
def trees():
    """The modules of the project, parsed: by path."""
    found = [*ROOT.glob("gapviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
    return {path: ast.parse(path.read_text()) for path in found}


def room(parts):
    """The room of a module, from the parts of its dotted name; in `editions` each edition is one."""
    if parts[0] != "gapviz" or len(parts) == 1:
        return parts[0]
    return "/".join(parts[1:3]) if parts[1] == "editions" else parts[1]


def name_of(path):
    """The parts of a module's dotted name; a package has that of its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def room_of(path):
    return room(name_of(path))


@cache
def modules():
    """The dotted names of all modules, in parts."""
    return {name_of(path) for path in trees()}


def imported(node):
    """The dotted names that an import statement asks for."""
    if isinstance(node, ast.ImportFrom):
        assert not node.level, (
            f"line {node.lineno}: imports are written from the root: from gapviz import ..."
        )
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def imports():
    for path, tree in trees().items():
        for node in ast.walk(tree):
            for name in imported(node):
                yield path.relative_to(ROOT), room_of(path), name.split("."), node in tree.body


def test_every_module_has_its_row():
    rooms = {room_of(path) for path in trees()} - {"gapviz", "editions"}
    assert rooms <= set(ROW), (
        f"{rooms - set(ROW)}: give the new module a row in DESIGN.md, section 2, and here"
    )


def test_a_module_imports_only_from_rows_below_it():
    wrong = []
    for path, room_here, name, _ in imports():
        there = room(name)
        if name[0] in {"pages", "streamlit_app"}:
            wrong.append(f"{path}: nothing imports {name[0]}")
        if name[0] == "gapviz" and there != room_here and ROW[there] <= ROW[room_here]:
            wrong.append(
                f"{path} imports {there}, which is not in a row below {room_here}: move what both need down"
            )
        if room_here == "pages" and ".".join(name) != "gapviz.editions.article":
            wrong.append(f"{path} imports {'.'.join(name)}: a page knows gapviz.editions.article alone")
        if room_here == "streamlit_app" and name[0] == "gapviz" and there != "editions/app":
            wrong.append(f"{path} imports {there}: the app's file knows its edition alone")
    assert not wrong, "\n".join(wrong)


def module_of(name):
    """The module that an imported name is or is in: its longest beginning that is one of ours."""
    return next((name[:end] for end in range(len(name), 0, -1) if name[:end] in modules()), None)


def circle(graph):
    """Modules that import each other in a ring, None where there is none."""

    def walk(module, way):
        if module in way:
            return way[way.index(module) :]
        if module in clear:
            return None
        found = next(filter(None, (walk(other, [*way, module]) for other in sorted(graph[module]))), None)
        clear.add(module)
        return found

    clear = set()
    return next(filter(None, (walk(module, []) for module in sorted(graph))), None)


def test_inside_a_room_there_are_no_circles():
    """Late imports count, which hide a circle; that a package runs before its modules does not."""
    graph = {name_of(path): set() for path in trees()}
    for path, room_here, name, _ in imports():
        here, there = name_of(ROOT / path), module_of(tuple(name))
        if there and room(there) == room_here and there != here:
            graph[here].add(there)
    found = circle(graph)
    assert not found, (
        f"{' -> '.join('.'.join(part) for part in found)} and round again: move what they share down"
    )


@pytest.mark.parametrize(
    "edges", [{"a": {"b"}, "b": {"a"}}, {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}]
)
def test_a_circle_is_found(edges):
    assert set(circle(edges)) <= set(edges)
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


def stands_in(path, door):
    """Whether a file is a door, or stands in the folder that is one."""
    parts = tuple(door.split("/"))
    here = name_of(ROOT / path)
    return (here[1:] if here[0] == "gapviz" else here)[: len(parts)] == parts


def test_one_library_has_one_door():
    wrong = [
        f"{path} imports {name[0]}, whose door is {' or '.join(sorted(DOORS[name[0]]))}"
        for path, _, name, _ in imports()
        if name[0] in DOORS and not any(stands_in(path, door) for door in DOORS[name[0]])
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_slow_to_load_is_imported_when_used():
    early = [f"{path} imports {name[0]}" for path, _, name, at_top in imports() if name[0] in LATE and at_top]
    assert not early, f"{early}: import it in the function that uses it"


def test_no_module_is_two_rooms():
    files = [*trees(), *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/*.py")]
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    long = {path: count for path, count in lines.items() if count > 300}
    assert not long, f"{long}: a module beyond 300 lines is two rooms: split it by idea"
    assert lines.get("streamlit_app.py", 0) < 20, "streamlit_app.py holds routes only"


def test_pages_are_straight_scripts():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    wrong = [
        f"{path.name}, line {node.lineno}: a page is prose and calls of the article; move this down"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if room_of(path) == "pages" and isinstance(node, functions)
    ]
    assert not wrong, "\n".join(wrong)
