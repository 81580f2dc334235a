"""Nothing committed names a package registry's host or a folder of one developer's machine."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.rules.source import ROOT

# Put together from parts, so that this file does not hold what it looks for.
HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb", "debian", "org"),
)]  # fmt: skip
FOLDERS = ["/" + name + "/" for name in ("work", "root", "Users", "opt/pypi", "opt/wheels")]

# A folder counts at the start of a path only: pages of the web may have one of these names further on.
NEEDLES = re.compile("|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.~-]){re.escape(f)}" for f in FOLDERS)]))


def committed() -> list[str]:
    """Paths of all files git knows in this checkout."""
    # The tests' home has no git settings, and the checkout may belong to someone else.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for path in listed.stdout.split("\0") if path]


def test_no_committed_file_names_a_registry_or_a_developers_folder() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    found = []
    for path in committed():
        if (ROOT / path).is_file():
            # Latin-1 reads any bytes, pictures included.
            text = (ROOT / path).read_text(encoding="latin-1")
            found += [f"{path}: {hit.group()}" for hit in NEEDLES.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "bad", ["https://" + HOSTS[0] + "/simple", "see " + FOLDERS[0] + "main", "'" + FOLDERS[1]]
)
def test_a_host_or_a_folder_is_found(bad: str) -> None:
    assert NEEDLES.search(bad)


@pytest.mark.parametrize("fine", ["https://example.org" + FOLDERS[0] + "page", "tests/root/x", "network/a"])
def test_an_ordinary_address_is_left_alone(fine: str) -> None:
    assert not NEEDLES.search(fine)
