"""Functions and modules stay short enough to read in one go."""

from __future__ import annotations

import ast

from tests.rules.source import PROGRAM, modules

LONGEST_FUNCTION = 60
LONGEST_MODULE = 450


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{module.where}:{node.lineno} {node.name} has {length} lines"
        for module in modules(*PROGRAM)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_no_module_does_a_second_thing() -> None:
    lengths = {module.where: len(module.text.splitlines()) for module in modules(*PROGRAM)}
    assert {where: n for where, n in lengths.items() if n > LONGEST_MODULE} == {}
