"""Rules a school can edit: the default ships as data, a school's own copy lives in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.data import load
from core.errors import Refused, Unknown
from core.record import Record
from core.text import clean

EDITABLE = ("order", "patterns", "clocks")
SORTS = ("day", "-day", "tries", "-tries", "year", "name")
LAST_CALL = 6  # tiers up to here are rung; later ones are for those explained
OTHER_GROUPS = ("IN HAND", "WITH DSL", "DUE", "FLAGS", "EXPLAINED", "ARRIVED")
# Words that say something of a row and are no fact a tier can ask for.
SAID = ("transport-question", "morning-only", "sibling", "review-due", "review-overdue")


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
        return self.words.get(fact, fact).format_map(_Blank(values)).strip()


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
    for key in data:
        if key not in default:
            raise Refused(f"The order has no part “{key}”: {', '.join(default)}.")
    words = {**default["words"], **_words(_table(data, "words"), default["words"])}
    listed = data.get("tier", [])
    tiers = tuple(_tier(one) for one in (listed if isinstance(listed, list) else [listed]))
    if not any(t.number <= LAST_CALL and "otherwise" in t.any for t in tiers):
        raise Refused(
            'The order needs a last tier up to 6 with any = ["otherwise"], or somebody would be left out.'
        )
    if not any(t.number > LAST_CALL and "otherwise" in t.any for t in tiers):
        raise Refused('The order needs a last tier above 6 with any = ["otherwise"] for those explained.')
    sort = _sort(_table(data, "within").get("sort", default["within"]["sort"]))
    numbers = _numbers(_table(data, "numbers"), default["numbers"])
    return Order(tiers, sort, {**default["numbers"], **numbers}, words)


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise Refused(f"“{name}” must be a part of its own: write [{name}] on a line above it.")
    return found


def _words(own: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """A school's own words, each checked to be one line that can be filled in."""
    for fact, word in own.items():
        if fact not in known or not isinstance(word, str):
            raise Refused(f"[words] gives each of these a text in quotes, not “{fact}”: {', '.join(known)}.")
        try:
            word.format_map(_Blank())
        except (ValueError, IndexError, AttributeError, KeyError) as error:
            raise Refused(f"“{word}” cannot be filled in: use names in braces, such as {{day}}.") from error
    return {fact: clean(word) for fact, word in own.items()}


def _numbers(own: Mapping[str, Any], known: Mapping[str, int]) -> Mapping[str, int]:
    for name, number in own.items():
        if name not in known or type(number) is not int or number < 0:
            raise Refused(f"[numbers] knows {', '.join(known)}, each a whole number; not {name} = {number}.")
    return own


def _sort(keys: Any) -> tuple[str, ...]:
    for key in keys if isinstance(keys, list) else [keys]:
        if key not in SORTS:
            raise Refused(f"sort is a list of {', '.join(SORTS)} (- for largest first), not {key}.")
    return tuple(keys)


def _tier(one: Any) -> Tier:
    try:
        tier = Tier(int(one["number"]), clean(str(one["group"])), tuple(one["any"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"Every [[tier]] needs number, group and any = [facts]; found {one}.") from error
    facts = [fact for fact in load("order")["words"] if fact not in SAID]
    for fact in tier.any if isinstance(one["any"], list) else one["any"].split():
        if fact not in (*facts, "otherwise"):
            raise Refused(f"Tier {tier.number} names “{fact}”, which is no fact: {', '.join(facts)}.")
    if tier.number <= LAST_CALL and tier.group in OTHER_GROUPS:
        raise Refused(f"Tier {tier.number} cannot stand under {tier.group}, which holds others.")
    return tier


def default_text(name: str) -> str:
    """The default rules as they ship, comments and all."""
    from importlib.resources import files

    return (files("core.data") / f"{name}.toml").read_text(encoding="utf-8")


def _check(name: str, data: Mapping[str, Any]) -> None:
    """Refuse rules that cannot be used."""
    if name == "patterns":
        from core.patterns.thresholds import read_thresholds

        read_thresholds(data)
        return
    if name == "clocks":
        from core.clocks.rules import read_numbers

        read_numbers(data)
        return
    read_order(data)


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
            _check(name, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise Refused(f"The rules are not good TOML: {error}. Nothing was changed.") from error
    with record.write() as db:
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (f"rules.{name}", text))
        said = f"rules “{name}” {'changed' if text else 'back to the default'}"
        entry = journal.Entry("setting", None, record.clock.today().isoformat(), {"said": said, "text": text})
        journal.append(db, journal.new_act(), record.clock.now(), account, [entry])
