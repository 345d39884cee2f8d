"""The house keeps its own rules: order of rooms, sizes, heavy imports, names."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "callcoach"
FILES = sorted(SOURCE.rglob("*.py"))

ROOMS = (
    "errors", "types", "settings", "language", "audio", "frames", "turns", "words", "voice",
    "coaching", "pipeline", "report", "store", "batch", "live", "doctor", "cli",
)  # fmt: skip

HEAVY = (
    "av", "soxr", "sounddevice", "onnxruntime", "faster_whisper", "ctranslate2",
    "huggingface_hub", "librosa", "swift_f0", "jinja2", "typer", "sqlalchemy", "rapidfuzz",
    "webrtcvad", "scipy", "psycopg", "pyarrow", "ray", "fsspec", "pulsectl",
)  # fmt: skip

AT_HOME = {"typer": "cli", "sqlalchemy": "store"}
"""Packages that a whole room is written in: one file a command, one a part of the database."""

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
FILE_LINES_MOST = 400
FUNCTION_LINES_MOST = 60


def room_of(path: Path) -> str:
    """The room a file belongs to; the package's own front is `callcoach`."""
    first = path.relative_to(SOURCE).parts[0]
    fronts = ("__init__.py", "__main__.py")
    return "callcoach" if first in fronts else first.removesuffix(".py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_in(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Dotted names imported, each with its statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node


def rooms_imported(tree: ast.AST) -> Iterator[str]:
    for name, _ in imports_in(tree):
        parts = name.split(".")
        if parts[0] == "callcoach" and len(parts) > 1:
            yield parts[1]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "callcoach":
            yield from (alias.name for alias in node.names if alias.name in ROOMS)


def module_level(tree: ast.Module) -> set[ast.stmt]:
    """Statements run at import; the branch for type checkers is not."""
    statements: set[ast.stmt] = set()
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        statements |= {child for child in ast.walk(node) if isinstance(child, ast.stmt)}
    in_functions = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(node)
        if child is not node
    }
    return statements - in_functions


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestEveryFile:
    def test_imports_only_rooms_before_its_own(self, path: Path) -> None:
        room = room_of(path)
        if room == "callcoach":
            return
        allowed = set(ROOMS[: ROOMS.index(room) + 1])
        assert set(rooms_imported(tree_of(path))) <= allowed

    def test_is_short(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= FILE_LINES_MOST
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body_lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                assert body_lines <= FUNCTION_LINES_MOST, node.name

    def test_has_a_name_that_says_something(self, path: Path) -> None:
        assert not VAGUE_NAMES & {part.removesuffix(".py") for part in path.parts}

    def test_says_what_it_owns(self, path: Path) -> None:
        assert ast.get_docstring(tree_of(path))

    def test_loads_heavy_packages_only_when_needed(self, path: Path) -> None:
        tree = tree_of(path)
        at_import = module_level(tree)
        for name, node in imports_in(tree):
            package = name.split(".")[0]
            if package in HEAVY and AT_HOME.get(package) != room_of(path):
                assert node not in at_import, name

    def test_has_no_changing_state(self, path: Path) -> None:
        for node in ast.walk(tree_of(path)):
            assert not isinstance(node, ast.Global)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for default in (*node.args.defaults, *node.args.kw_defaults):
                    assert not isinstance(default, ast.List | ast.Dict | ast.Set), node.name

    def test_catches_everything_only_at_a_front_door(self, path: Path) -> None:
        if room_of(path) in ("cli", "batch", "live", "doctor"):  # doctor: it is what it tells
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None
                # Elsewhere only around a library that raises bare Exception, which the line says.
                is_bare = isinstance(node.type, ast.Name) and node.type.id == "Exception"
                assert not is_bare or "raises bare Exception" in lines[node.lineno - 1]

    def test_documents_what_is_public(self, path: Path) -> None:
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("package", HEAVY)
def test_a_heavy_package_stands_in_one_file(package: str) -> None:
    users = {
        path.relative_to(SOURCE)
        for path in FILES
        for name, _ in imports_in(tree_of(path))
        if name.split(".")[0] == package
    }
    if package in AT_HOME:
        assert all(path.parts[0] == AT_HOME[package] for path in users)
    else:
        assert len(users) <= 1, users


def test_every_room_is_in_the_order() -> None:
    assert {room_of(path) for path in FILES} - {"callcoach"} <= set(ROOMS)


def test_importing_callcoach_loads_nothing_heavy() -> None:
    code = "import sys, callcoach; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert not loaded & {*HEAVY, "numpy", "rich"}
    assert "callcoach" in loaded
