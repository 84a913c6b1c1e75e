"""Who may import whom (DESIGN.md, section 2), and how long a module may grow."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROWS = [
    {"streamlit_app", "pages"},
    {"ui", "measure", "export", "train"},
    {"figures", "ones", "papers"},
    {"rejection", "printed"},
    {"evaluation", "attribution", "charts", "nondigits"},
    {"places"},
    {"data", "models", "shifts", "scans"},
    {"sources"},
    {"strokes", "photo", "typefaces"},
    {"frame", "results"},
    {"types", "registry", "process"},
]
ROW = {room: number for number, row in enumerate(ROWS) for room in row}
DOORS = {
    "streamlit": {"ui", "pages", "streamlit_app"},
    "plotly": {"charts", "export"},
    "captum": {"attribution"},
    "onnxruntime": {"evaluation"},
    "torchvision": {"data", "shifts"},
    "skimage": {"photo"},
    "scipy": {"photo"},
}
LATE = {"torchvision", "skimage", "scipy"}
"""They cost 81 MB and 1.5 s, and together a quarter of a second, of every start."""
FILES = {path: ast.parse(path.read_text()) for path in [*ROOT.glob("gapviz/**/*.py"), *ROOT.glob("pages/*.py")]}
FILES |= {path: ast.parse(path.read_text()) for path in ROOT.glob("streamlit_app.py")}


def room_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "gapviz" else parts[0]


def imported(node):
    """The dotted names that an import statement asks for."""
    if isinstance(node, ast.ImportFrom):
        assert not node.level, f"line {node.lineno}: imports are written from the root: from gapviz import ..."
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def imports():
    for path, tree in FILES.items():
        for node in ast.walk(tree):
            for name in imported(node):
                yield path.relative_to(ROOT), room_of(path), name.split("."), node in tree.body


def test_every_module_has_its_row():
    rooms = {room_of(path) for path in FILES} - {"__init__"}
    assert rooms <= set(ROW), f"{rooms - set(ROW)}: give the new module a row in DESIGN.md, section 2, and here"


def test_a_module_imports_only_from_rows_below_it():
    wrong = []
    for path, room, name, _ in imports():
        if name[0] in {"pages", "streamlit_app"}:
            wrong.append(f"{path}: nothing imports {name[0]}")
        if name[0] == "gapviz" and name[1] != room and ROW[name[1]] <= ROW[room]:
            wrong.append(f"{path} imports {name[1]}, which is not in a row below {room}: move what both need down")
        if name[0] == "gapviz" and room in ROWS[0] and name[1] != "ui":
            wrong.append(f"{path} imports {name[1]}: the pages know gapviz.ui alone")
    assert not wrong, "\n".join(wrong)


def test_one_library_has_one_door():
    wrong = [
        f"{path} imports {name[0]}, whose door is {' or '.join(sorted(DOORS[name[0]]))}"
        for path, room, name, _ in imports()
        if name[0] in DOORS and room not in DOORS[name[0]]
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_slow_to_load_is_imported_when_used():
    early = [f"{path} imports {name[0]}" for path, _, name, at_top in imports() if name[0] in LATE and at_top]
    assert not early, f"{early}: import it in the function that uses it"


def test_no_module_is_two_rooms():
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in FILES}
    long = {path: count for path, count in lines.items() if count > 250}
    assert not long, f"{long}: a module beyond 250 lines is two rooms: split it by idea"
    assert lines.get("streamlit_app.py", 0) < 20, "streamlit_app.py holds routes only"


def test_pages_are_straight_scripts():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    wrong = [
        f"{path.name}, line {node.lineno}: a page is prose and calls of ui; move this down"
        for path, tree in FILES.items()
        for node in ast.walk(tree)
        if room_of(path) == "pages" and isinstance(node, functions)
    ]
    assert not wrong, "\n".join(wrong)
