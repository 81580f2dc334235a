"""The program's own source, as the rules read it: its modules, and what each of them imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("core", "importers", "tui")


@dataclass(frozen=True)
class Module:
    """One source file of the program."""

    path: Path

    @property
    def where(self) -> str:
        """Its path from the top of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Its dotted name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=self.where)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of all it imports, at the top, in a function or by `import_module`.

        `from a import b` yields `a.b`: `b` may be a module, and a rule about `a` covers it.
        """
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from ((node.lineno, alias.name) for alias in names)
                case ast.ImportFrom(names=names):
                    base = self._base(node)
                    yield from ((node.lineno, f"{base}.{alias.name}") for alias in names)
                case ast.Call(
                    func=ast.Name(id=called) | ast.Attribute(attr=called),
                    args=[ast.Constant(value=str(name)), *_],
                ) if called in {"import_module", "__import__"}:
                    yield node.lineno, name

    def _base(self, node: ast.ImportFrom) -> str:
        """The absolute name of what stands after `from`."""
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        kept = package[: len(package) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


def modules(*packages: str) -> list[Module]:
    """Every module of these packages (`core`, `tui/widgets`), in order of their paths."""
    return [Module(path) for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of `packages` or lies inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)
