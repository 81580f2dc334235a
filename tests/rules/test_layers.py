"""Imports run one way: tui → importers → core; only core/driver.py imports a database driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import ROOT, Module, modules, within

SCREEN = ("textual", "rich")
DRIVERS = ("sqlite3", "_sqlite3", "pysqlite3", "sqlite_utils.utils.sqlite3")

# An interpreter that has imported nothing yet forks once a module, so that each module starts afresh
# and answers for itself, at the price of one interpreter. Reads names, prints {name: what went wrong}.
PROBE = """
import importlib, json, os, sys

def look(name):
    try:
        importlib.import_module(name)
    except BaseException as error:
        return f"cannot be imported: {type(error).__name__}: {error}"
    drawn = sorted(m for m in sys.modules if m.split(".")[0] in ("textual", "rich"))
    return f"brings in {drawn[0]} and {len(drawn) - 1} more" if drawn else ""

found = {}
for name in json.load(sys.stdin):
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, look(name).encode()[:4000])
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        found[name] = answer.read().decode()
    _, status = os.waitpid(child, 0)
    found[name] = found[name] or (f"died ({status})" if status else "")
print(json.dumps({name: wrong for name, wrong in found.items() if wrong}))
"""


def probe(names: list[str], root: Path = ROOT) -> dict[str, str]:
    """Import each module on its own in a fresh interpreter; what went wrong, by module."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps(names),
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def offences(looked_at: list[Module], forbidden: tuple[str, ...]) -> list[str]:
    """Every import in these modules of something forbidden to them, as `file:line imports name`."""
    return [
        f"{module.where}:{line} imports {name}"
        for module in looked_at
        for line, name in module.imports()
        if within(name, forbidden)
    ]


@pytest.mark.parametrize("package", ["core", "importers"])
def test_importing_any_module_brings_in_no_screen(package: str) -> None:
    names = [module.name for module in modules(package) if module.path.name != "__main__.py"]
    assert probe(names) == {}


def test_the_command_line_starts_without_a_screen() -> None:
    names = [m.name for m in modules("tui") if m.name in {"tui", "tui.__main__", "tui.cli.program"}]
    assert probe(names) == {}


def test_the_probe_blames_the_module_that_draws_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("import json\n")
    (tmp_path / "draws.py").write_text("import rich.cells\n")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    found = probe(["draws", "plain", "broken"], tmp_path)
    assert set(found) == {"draws", "broken"}
    assert "rich" in found["draws"]
    assert "ZeroDivisionError" in found["broken"]


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("core", ("importers", "tui", *SCREEN)),
        ("importers", ("tui", *SCREEN)),
        ("tui/widgets", ("tui.screens",)),
    ],
)
def test_imports_run_one_way_even_inside_functions(package: str, forbidden: tuple[str, ...]) -> None:
    assert offences(modules(package), forbidden) == []


def test_only_the_driver_module_imports_a_database_driver() -> None:
    others = [m for m in modules("core", "importers", "tui") if m.where != "core/driver.py"]
    assert offences(others, DRIVERS) == []


@pytest.mark.parametrize(
    ("where", "source", "imported"),
    [
        ("core/a.py", "def f():\n    import tui.app\n", "tui.app"),
        ("core/a.py", "from tui import app\n", "tui.app"),
        ("core/a.py", "import importlib\nimportlib.import_module('rich.text')\n", "rich.text"),
        ("core/a.py", "from sqlite_utils.utils import sqlite3\n", "sqlite_utils.utils.sqlite3"),
        ("tui/widgets/a.py", "from ..screens import board\n", "tui.screens.board"),
        ("tui/widgets/__init__.py", "from ..screens.board import Board\n", "tui.screens.board.Board"),
        ("tui/widgets/a.py", "from .. import screens\n", "tui.screens"),
    ],
)
def test_every_way_of_importing_is_seen(where: str, source: str, imported: str) -> None:
    module = Module(ROOT / where)
    module.__dict__["text"] = source
    assert imported in [name for _, name in module.imports()]
