"""No screen of ours says what `words.toml` asks officers not to write."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from core.typed.wording import avoided
from tests.rules.source import PROGRAM, ROOT, Module, modules

# Word lists must hold the words they are about; what these files show on a screen is still read.
LISTS = {"words.toml": {"find", "pattern", "prefer"}, "barriers.toml": {"words"}, "reasons.toml": {"also"}}
# Arguments that name a style or a thing, never a text.
NAMES = {"severity", "variant", "classes", "id", "action", "category", "pseudo_classes"}
STYLE = re.compile(r"/\*.*?\*/|\$[\w-]+", re.DOTALL)


def forbidden(text: str) -> list[str]:
    """What of the list stands in `text`."""
    return [match[0] for entry in avoided() if entry.screen for match in entry.pattern.finditer(text)]


def shown(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string literal that could be shown: no docstrings, no style names."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                skipped.add(id(text))
            case ast.keyword(arg=str(name), value=value) if name in NAMES:
                skipped.update(id(inner) for inner in ast.walk(value))
            case ast.Subscript(value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"), slice=names):
                skipped.update(id(inner) for inner in ast.walk(names))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def values(data: object, without: set[str]) -> Iterator[str]:
    """Every string of a parsed TOML file, but for those under the keys `without`."""
    match data:
        case str():
            yield data
        case list():
            for item in data:
                yield from values(item, without)
        case dict():
            for key, item in data.items():
                if key not in without:
                    yield from values(item, without)


@pytest.mark.parametrize("module", modules(*PROGRAM), ids=lambda module: module.where)
def test_no_forbidden_word_in_the_program(module: Module) -> None:
    met = ((line, word) for line, text in shown(module.tree) for word in forbidden(text))
    assert [f"{module.where}:{line}: {word!r}" for line, word in met] == []


def test_no_forbidden_word_in_data_or_style_sheets() -> None:
    wrong = []
    for room in PROGRAM:
        for path in sorted((ROOT / room).rglob("*.toml")):
            source = path.read_text("utf-8")
            texts = values(tomllib.loads(source), LISTS.get(path.name, set()))
            # A parsed value has no line of its own: the first that holds the word is near enough.
            wrong += [
                f"{path}:{source[: source.find(word)].count(chr(10)) + 1}: {word!r}"
                for text in texts
                for word in forbidden(text)
            ]
        for path in sorted((ROOT / room).rglob("*.tcss")):
            # `$warning` is a colour of Textual's; comments are not shown.
            rules = STYLE.sub(lambda match: "\n" * match[0].count("\n"), path.read_text("utf-8"))
            lines = enumerate(rules.splitlines(), 1)
            wrong += [f"{path}:{at}: {word!r}" for at, line in lines for word in forbidden(line)]
    assert wrong == []


def test_the_rule_sees_what_it_is_for() -> None:
    source = (
        '"""warning: a docstring"""\nnotify("Final warning", severity="warning")\nlabel = f"{n} truants"\n'
    )
    texts = [text for _, text in shown(ast.parse(source))]
    assert [word for text in texts for word in forbidden(text)] == ["Final warning", "truants"]
    assert list(values({"find": ["truant"], "say": ["lazy"]}, {"find"})) == ["lazy"]
