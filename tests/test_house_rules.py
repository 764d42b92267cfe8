"""The rules of the house, held by reading the source: what lives where, how long it is, what it names."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GIT = ("git", "-c", "safe.directory=*")  # CI may check out as one user and test as another
LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 35  # signature and body; the docstring may take what it needs
BAGS = {"base", "common", "crud", "helpers", "manager", "service", "services", "utils"}
AT_THE_TOP = {
    *("app", "migrations", "dashboards", "tests", "docs"),
    *("Dockerfile", "pyproject.toml", "README.md", "LICENSE", "Makefile", "compose.yaml"),
}
STANDS_ALONE = ["app/sla", "app/sample"]
ONE_DOOR = {
    "dbos": ("app/jobs",),
    "httpx": ("app/sources/outside/transport.py",),
    "apprise": ("app/telling/people/send.py",),
}
UNKNOWN_TO_ALL_BUT = {"app.sample": ("app/sample", "app/cli")}
PACKAGE_REGISTRIES = re.compile(r"\b(pypi\.(org|python)|files\.pythonhosted|registry\.npmjs|proxy\.golang)")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work/(main|shared)|root/\.|home/\w+/|tmp/(brief|bash)|Users/\w+/)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def committed() -> list[Path]:
    listed = subprocess.run([*GIT, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def python_files(*rooms: str) -> list[Path]:
    return [path for path in committed() if path.suffix == ".py" and path.parts[0] in rooms]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def functions_of(path: Path) -> Iterator[Function]:
    nodes = ast.walk(tree_of(path))
    return (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: Function) -> int:
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


@cache
def imports_of(path: Path) -> tuple[tuple[str, int], ...]:
    """Return each imported module, absolute, with its line."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = (
                ".".join(path.parent.parts[: len(path.parent.parts) - node.level + 1]) if node.level else ""
            )
            module = ".".join(part for part in (above, node.module) if part)
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def imports_from(path: Path, module: str) -> bool:
    return any(f"{name}.".startswith(f"{module}.") for name, _ in imports_of(path))


def lies_in(path: Path, places: tuple[str, ...]) -> bool:
    return any(str(path).startswith((f"{place}/", f"{place}.py")) or str(path) == place for place in places)


def text_of(path: Path) -> str:
    """Return the text of a committed file; nothing for pictures and for what others wrote."""
    if "static" in path.parts or path.name == "LICENSE":
        return ""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_each_room_imports_only_those_before_it() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_every_room_has_its_place_in_the_import_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    placed = set(re.findall(r"app\.\w+", " ".join(contracts[0]["layers"])))
    rooms = {f"app.{path.parts[1].removesuffix('.py')}" for path in python_files("app")}
    assert rooms - placed - {"app.__init__", "app.sample"} == set()


@pytest.mark.parametrize("room", STANDS_ALONE)
def test_imports_the_standard_library_alone(room: str) -> None:
    allowed = {*sys.stdlib_module_names, room.replace("/", ".")}
    strangers = [
        f"{path}:{line}: {name}"
        for path in python_files("app")
        if lies_in(path, (room,))
        for name, line in imports_of(path)
        if name.split(".")[0] not in allowed and not f"{name}.".startswith(f"{room.replace('/', '.')}.")
    ]
    assert strangers == []


@pytest.mark.parametrize(("engine", "doors"), [*ONE_DOOR.items(), *UNKNOWN_TO_ALL_BUT.items()])
def test_is_imported_behind_its_one_door(engine: str, doors: tuple[str, ...]) -> None:
    others = [path for path in python_files("app", "dashboards") if not lies_in(path, doors)]
    assert [str(path) for path in others if imports_from(path, engine)] == []


def test_files_are_short() -> None:
    files = python_files("app", "dashboards")
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{path}:{function.lineno} {function.name}": lines_of(function)
        for path in python_files("app", "dashboards")
        for function in functions_of(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FUNCTION} == {}


def test_no_file_is_a_bag() -> None:
    assert [str(path) for path in committed() if path.suffix == ".py" and path.stem in BAGS] == []


def test_the_top_level_has_the_agreed_names_only() -> None:
    top = {path.parts[0] for path in committed()}
    assert {name for name in top - AT_THE_TOP if not name.startswith((".", "requirements"))} == set()


@pytest.mark.parametrize(
    "forbidden", [PACKAGE_REGISTRIES, MACHINE_PATHS], ids=["registries", "machine paths"]
)
def test_no_file_names_what_only_one_machine_has(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}: {match.group()}"
        for path in committed()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if (match := forbidden.search(line))
    ]
    assert found == []


def test_every_test_asserts_something() -> None:
    tests = [path for path in python_files("tests") if path.name.startswith("test_")]
    silent = [
        f"{path}:{function.lineno} {function.name}"
        for path in tests
        for function in functions_of(path)
        if function.name.startswith("test_") and not any(asserts(node) for node in ast.walk(function))
    ]
    assert silent == []


def asserts(node: ast.AST) -> bool:
    """Tell whether this node is an assert, `pytest.raises` or a call of `assert_…`, `check…` or `expect`."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"raises", "expect", "fail"} or name.startswith(("assert_", "check"))


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{path}:{node.lineno}"
        for path in python_files("app", "dashboards", "migrations", "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and isinstance(node.body[0], ast.Pass)
    ]
    assert swallowed == []
