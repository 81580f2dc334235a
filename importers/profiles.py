"""The school's profiles: kept in the record, and asked before the captions everybody knows.

The same captions tomorrow are read by their profile and ask nothing. Captions that are nearly those of
a profile stop the import, and the difference is said: a column that has moved or is called otherwise
must not quietly become another field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core import journal
from core.errors import FirstdayError, Refused
from core.people import Actor, as_now
from core.record import Record
from core.text import clean

from .header import Header, find
from .mapping import Mapping, from_toml

PREFIX = "profile."  # of the setting that keeps one
NEAR = 0.6  # of the captions of both: from here on a file is thought to be the profile's, changed
_Top = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Those in play for one file; `only` is the one the person named."""

    all: tuple[Mapping, ...] = ()
    only: Mapping | None = None

    def named(self, name: str) -> Profiles:
        """These, held to the one of this name, if there is one."""
        return Profiles(self.all, self.get(name)) if name else self

    def get(self, name: str) -> Mapping | None:
        """The profile of this name, whatever the case of its letters."""
        return next((one for one in self.all if one.name.casefold() == name.casefold()), None)

    @property
    def escapes(self) -> tuple[bool, ...]:
        """How a text file is to be read: with a backslash that escapes only where a profile says so."""
        return (True, False) if any(one.escape for one in self._tried) else (False,)

    @property
    def _tried(self) -> tuple[Mapping, ...]:
        return (self.only,) if self.only else self.all

    def find(self, name: str, top: _Top, wanted: str = "", escape: bool | None = None) -> Header | None:
        """The header of a file: by a profile, else as `header.find`; Refused where a profile nearly fits.

        `escape` is how the text was read; None where that makes no difference.
        """
        for mapping in self._tried:
            if escape in (None, mapping.escape) and wanted in ("", mapping.layout.name, mapping.layout.kind):
                for row, cells in top:
                    if header := mapping.header(row, cells):
                        words, own = mapping.sessions, mapping.own
                        return replace(
                            header, profile=mapping.name, system=mapping.system, sessions=words, own=own
                        )
        if escape or self.only:
            return None
        header = find(top, wanted)
        if not wanted and (near := self.near(top, header)):
            raise near_refusal(name, near[0], near[2], known=header is not None)
        return header

    def near(self, top: _Top, header: Header | None = None) -> tuple[Mapping, int, list[str]] | None:
        """The profile whose captions a row nearly has, unless the file is of another kind; that row."""
        pairs = [(one.likeness(cells), one, row, cells) for one in self.all for row, cells in top]
        best = max(pairs, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < NEAR or (header and header.layout.kind != best[1].layout.kind):
            return None
        return best[1], best[2], best[3]

    def refusal(self, name: str, top: _Top) -> Refused | None:
        """Why a file is not the profile's that was named; None where none was."""
        if self.only is None:
            return None
        widest = max(top, key=lambda pair: self.only.likeness(pair[1]) if self.only else 0.0, default=(0, []))
        return near_refusal(name, self.only, widest[1])


def near_refusal(name: str, mapping: Mapping, cells: Sequence[str], known: bool = False) -> Refused:
    """The refusal of a file whose captions are no longer those of its profile."""
    own = (
        f", or import it with --format {mapping.layout.kind} to read it by its own captions" if known else ""
    )
    return Refused(
        f'{name}: not the columns of the profile "{mapping.name}" any more: {mapping.difference(cells)}. '
        f"Nothing was changed. Put the report right, or save the profile again from this file{own}."
    )


def profiles(record: Record) -> Profiles:
    """The school's profiles, by name; Refused, naming it, for one that cannot be read."""
    rows = record.db.execute(
        "SELECT key, value FROM setting WHERE substr(key, 1, ?) = ? AND value != '' ORDER BY key",
        (len(PREFIX), PREFIX),
    ).fetchall()
    return Profiles(tuple(_kept(key.removeprefix(PREFIX), text) for key, text in rows))


def _kept(name: str, text: str) -> Mapping:
    try:
        return from_toml(text, "as kept")
    except FirstdayError as error:
        raise Refused(f"the profile {name}: {error} firstday profile --drop {name} takes it out.") from None


def save(record: Record, actor: Actor, mapping: Mapping) -> None:
    """Keep a profile, in place of one of its name; the journal says who did.

    Refused where another profile has the same captions: which of the two would read tomorrow's file?
    """
    captions = [one.caption for one in mapping.columns]
    for other in profiles(record).all:
        if other.name.casefold() != mapping.name.casefold() and other.header(0, captions):
            raise Refused(
                f'The profile "{other.name}" has the same columns: save it under that name, or drop it first.'
            )
    _keep(record, actor, mapping.name, mapping.toml(), "saved")


def drop(record: Record, actor: Actor, name: str) -> None:
    """Forget a profile, even one that cannot be read any more. Refused where there is none."""
    if not record.setting(PREFIX + name.casefold()):
        named(record, name)
    _keep(record, actor, name, "", "dropped")


def named(record: Record, name: str) -> Mapping:
    """The profile of this name; Refused, with those there are, for any other."""
    known = profiles(record)
    found = known.get(name)
    if found is None:
        those = ", ".join(one.name for one in known.all) or "none yet"
        raise Refused(f'There is no profile "{clean(name, 40)}". Those saved: {those}.')
    return found


def _keep(record: Record, actor: Actor, name: str, text: str, done: str) -> None:
    key = PREFIX + name.casefold()
    with record.write() as db:
        as_now(record, actor).require_write()
        if text:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, text))
        else:
            db.execute("DELETE FROM setting WHERE key = ?", (key,))
        now = record.clock.now()
        data = {"said": f"profile {name} {done}", "name": key, "value": text}
        entry = journal.Entry("setting", None, now.date().isoformat(), data)
        journal.append(db, journal.new_act(), now, actor.account, [entry])
