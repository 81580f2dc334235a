"""Names for pupils and for the adults who belong to them."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Group:
    """Names that go together. `languages` are those a family of the group may speak at home."""

    given: tuple[str, ...]
    surname: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """All the school's names: groups with their running weights, short forms, pairs kept out."""

    groups: tuple[Group, ...]
    weights: tuple[int, ...]
    shown_as: dict[str, str]
    not_together: frozenset[str]

    def group(self, rng: Random) -> Group:
        """A group of names, as often as its weight says."""
        return rng.choices(self.groups, cum_weights=self.weights)[0]

    def given(self, rng: Random, group: Group, surname: str, taken: set[str]) -> str:
        """A given name of the group that goes with the surname and, mostly, is not yet taken with it."""
        for _ in range(12):
            name = f"{(given := rng.choice(group.given))} {surname}"
            if name not in taken and name not in self.not_together:
                taken.add(name)
                return given
        return given


def load_toml(name: str) -> dict[str, Any]:
    """Read one of the school's data files."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def load_names() -> Names:
    """Read the names of the school."""
    data = load_toml("names.toml")
    fields = ("given", "surname", "women", "men", "languages")
    groups = tuple(Group(**{field: tuple(row.get(field, ())) for field in fields}) for row in data["group"])
    weights = tuple(accumulate(row["weight"] for row in data["group"]))
    return Names(groups, weights, dict(data["shown_as"]), frozenset(data["not_together"]))


def plain(text: str) -> str:
    """The name in bare ASCII letters, for an address: `Łukasz O'Brien` is `lukaszobrien`."""
    bare = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in bare.lower() if letter.isascii() and letter.isalnum())
