"""Rules a school can edit: the default ships as data, a school's own copy lives in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.data import load
from core.errors import Refused, Unknown
from core.record import Record

EDITABLE = ("order",)
SORTS = ("day", "tries", "year", "name")


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the order: a pupil stands here if any of its facts is true."""

    number: int
    group: str
    any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of the board as data: tiers in turn, the sort within one, thresholds, and the words."""

    tiers: tuple[Tier, ...]
    sort: tuple[str, ...]
    numbers: Mapping[str, int]
    words: Mapping[str, str]

    def say(self, fact: str, **values: object) -> str:
        """How a fact is said on a row."""
        return self.words.get(fact, fact).format_map(_Blank(values))


class _Blank(dict[str, object]):
    """Fills what a school's own words name and we do not know with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def order(record: Record) -> Order:
    """The order in force: the school's own, else the default."""
    own = record.setting("rules.order")
    if not own:
        return read_order(load("order"))
    import tomllib

    return read_order(tomllib.loads(own))


def read_order(data: Mapping[str, Any]) -> Order:
    """Check and shape the order's data. Refused, naming what is wrong and how it should be."""
    default = load("order")
    words = {**default["words"], **data.get("words", {})}
    tiers = tuple(_tier(one, words) for one in data.get("tier", ()))
    if not any(t.number <= 6 and "otherwise" in t.any for t in tiers):
        raise Refused(
            'The order needs a last tier up to 6 with any = ["otherwise"], or somebody would be left out.'
        )
    if not any(t.number > 6 and "otherwise" in t.any for t in tiers):
        raise Refused('The order needs a last tier above 6 with any = ["otherwise"] for those explained.')
    for word in words.values():
        try:
            str(word).format_map(_Blank())
        except (ValueError, IndexError, AttributeError, KeyError) as error:
            raise Refused(f"“{word}” cannot be filled in: use names in braces, such as {{day}}.") from error
    sort = tuple(data.get("within", {}).get("sort", default["within"]["sort"]))
    for key in sort:
        if key.lstrip("-") not in SORTS:
            raise Refused(f"sort knows {', '.join(SORTS)} (with - for largest first), not {key}.")
    return Order(tiers, sort, {**default["numbers"], **data.get("numbers", {})}, words)


def _tier(one: Mapping[str, Any], words: Mapping[str, str]) -> Tier:
    try:
        tier = Tier(int(one["number"]), str(one["group"]), tuple(one["any"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"Every [[tier]] needs number, group and any = [facts]; found {dict(one)}.") from error
    for fact in tier.any:
        if fact != "otherwise" and fact not in words:
            raise Refused(f"Tier {tier.number} names “{fact}”, which is no fact: {', '.join(words)}.")
    return tier


def default_text(name: str) -> str:
    """The default rules as they ship, comments and all."""
    from importlib.resources import files

    return (files("core.data") / f"{name}.toml").read_text(encoding="utf-8")


def keep(record: Record, account: str, name: str, text: str) -> None:
    """Put a school's own rules in force, after checking them; an empty text goes back to the default.

    Refused or Unknown, with the record unchanged, if they cannot be used.
    """
    import tomllib

    from core import journal

    if name not in EDITABLE:
        raise Unknown(f"{name} is no set of rules: {', '.join(EDITABLE)}.")
    if text:
        try:
            read_order(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise Refused(f"The rules are not good TOML: {error}. Nothing was changed.") from error
    with record.write() as db:
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (f"rules.{name}", text))
        said = f"rules “{name}” {'changed' if text else 'back to the default'}"
        entry = journal.Entry("setting", None, record.clock.today().isoformat(), {"said": said, "text": text})
        journal.append(db, journal.new_act(), record.clock.now(), account, [entry])
