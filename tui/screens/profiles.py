"""The columns of a report of the school's own: which file, which column is which, tried, kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import FirstdayError, Refused
from core.privacy.captive import captive
from core.text import show
from tui import ink
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue
from tui.profiling import Profiling, outcome
from tui.screens.listing import ListRoom
from tui.screens.prompt import Ask
from tui.widgets.rows import Column, Entry

if TYPE_CHECKING:
    from importers.look import Look, Seen
    from importers.mapping import Mapping
    from importers.wording import Words

NO_INBOX = "No inbox is set. On the server: firstday setting inbox DIR"


class FilesRoom(ListRoom):
    """The inbox's files, those refused first; below them the profiles saved."""

    PLACE = Place.FILES

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.profiling = Profiling(desk)
        self._paths: tuple[Path, ...] = ()

    @property
    def situation(self) -> Situation:
        """Under a forced command only the inbox's files."""
        return replace(super().situation, outside=not captive())

    @property
    def offered(self) -> list[Command]:
        """No key that this login may not use."""
        return [one for one in super().offered if one.name != "path" or not captive()]

    def columns(self, cells: int) -> Sequence[Column]:
        """Name, what became of it, when it was written."""
        return (Column("", 0), Column("", 14), Column("", 12))

    async def reread(self) -> None:
        """Read the folder again."""
        try:
            inbox, files, known = await self.profiling.files()
        except FirstdayError as error:
            self.say(str(error), "now")
            return
        self._paths = tuple(one.path for one in files)
        told = []
        for place, file in enumerate(files):
            at = datetime.fromtimestamp(file.at)
            name, when = show(file.path.name), f"{at:%d %b %H:%M}"
            cells = (Span(name), Span(file.where), Span(when, "dim"))
            told.append((Entry(place, cells, "FILES"), f"{name} · {file.where} · {when}"))
        for place, kept in enumerate(known.all):
            fields = ", ".join(f"{one.caption} = {one.field}" for one in kept.columns if one.field)
            own = Span("own list" if kept.own else "", "dim")
            cells = (Span(kept.name), Span(kept.layout.name, "dim"), own)
            told.append((Entry(-1 - place, cells, "PROFILES SAVED"), f"{kept.name} · {fields}"))
        said = f"   {show(inbox)}" if inbox else f"   {NO_INBOX}"
        self.title_line.draw([ink.line(("Columns of a report", "heading"), (said, "dim")), ()])
        self.show(told, "No file has stood still in the inbox yet." if inbox else NO_INBOX)

    async def do_choose(self) -> None:
        """Show the file under the cursor by its columns."""
        key = self.rows.key
        if key is None or key < 0:
            self.say("A profile; Enter is for files." if key is not None else "No file here.")
            return
        await self.visit(ColumnsRoom(self.desk, self.keys, await self.profiling.look(self._paths[key])))

    async def do_path(self) -> None:
        """Take the path of another file."""

        async def explain(text: str) -> str:
            return f"→ shows the columns of {text}" if text else "The path of a file on the server."

        async def accept(text: str, _: bool) -> None:
            with suppress(RuntimeError):  # "~nobody": a name like any other, then
                text = str(Path(text).expanduser())
            seen = await self.profiling.look(Path(text))
            await self.prompt.leave()
            await self.visit(ColumnsRoom(self.desk, self.keys, seen))

        await self.prompt.ask(Ask("file", explain, accept))


class ColumnsRoom(ListRoom):
    """A file by its columns: caption, first rows, the field each is."""

    PLACE = Place.COLUMNS

    def __init__(self, desk: Desk, keys: KeyQueue, seen: Look) -> None:
        super().__init__(desk, keys)
        self.profiling = Profiling(desk)
        self.seen = seen
        self.escape = False
        self.fields: dict[int, str] = {}  # by the place of the column
        self.sessions: Words = ()
        self.own_list = seen.own
        self._begin(seen)

    def _begin(self, seen: Look) -> None:
        self.seen = seen
        self.fields = {one.place: one.field for one in seen.columns if one.field}
        self.sessions = self.sessions or seen.sessions

    def columns(self, cells: int) -> Sequence[Column]:
        """Caption, first rows, field."""
        return (Column("", max(12, cells // 4)), Column("", 0), Column("", 14))

    async def reread(self) -> None:
        """Draw what is chosen; the file itself was read when the place was opened."""
        seen = self.seen
        told = []
        for one in seen.columns:
            field = self.fields.get(one.place, "")
            span = Span(field, "accent") if field else Span(f"{one.hint}?" if self._hint(one) else "–", "dim")
            rows = " · ".join(one.cells)
            text = f"{one.caption}: {rows} · {self._said(one)}"
            told.append((Entry(one.place, (Span(one.caption), Span(rows, "dim"), span)), text))
        self._draw_title()
        self.show(told, "No columns.")

    def fit(self) -> None:
        """The title fits the window."""
        super().fit()
        self._draw_title()

    def _draw_title(self) -> None:
        seen, width = self.seen, max(1, self.app.size.width)
        dates = f" · {seen.dates} columns of dates" if seen.dates else ""
        escape = " · backslash escapes" if self.escape else ""
        escape += " · the school's own list" if self.own_list else ""
        named = ink.line((show(seen.name), "heading"), (f"   {seen.layout.what}{dates}{escape}", "dim"))
        if seen.near:
            state = f"No longer as in “{seen.near}”: {seen.difference}"
        else:
            state = f"Read by “{seen.profile}”." if seen.profile else ""
        words = f"w: what is {', '.join(unsaid)}?" if (unsaid := self._unsaid()) else ""
        lines = [f"Still needs {lacking}" if (lacking := self._lacking()) else words or "All that it needs."]
        lines += [words if lacking else "", state]
        said = "   ".join(one for one in lines if one)
        self.title_line.draw([ink.cut_line(named, width), ink.cut_line(ink.line((said, "dim")), width)])

    def _unsaid(self) -> list[str]:
        from importers.look import unsaid

        return unsaid(self.seen, self.fields, self.sessions)

    def _lacking(self) -> str:
        from importers.captions import PERSON_NEEDED
        from importers.header import Header

        places = {field: place for place, field in self.fields.items() if field}
        missing = Header(0, [], self.seen.layout, places, [], self.seen.dates).missing
        return ", ".join("UPN or Adno" if one == PERSON_NEEDED else one for one in missing)

    def _hint(self, one: Seen) -> str:
        return one.hint if one.hint and one.hint not in self.fields.values() else ""

    def _said(self, one: Seen) -> str:
        field = self.fields.get(one.place, "")
        if field:
            return f"read as {field} ({self.seen.layout.caption(field)})"
        return f"looks like {one.hint}: Enter, Enter takes it" if self._hint(one) else "not read"

    def _under_cursor(self) -> Seen:
        found = next((one for one in self.seen.columns if one.place == self.rows.key), None)
        if found is None:
            raise Refused("No column stands under the cursor.")
        return found

    async def do_field(self) -> None:
        """Say which field the column under the cursor is."""
        from importers.look import field_named

        one, layout = self._under_cursor(), self.seen.layout

        async def explain(text: str) -> str:
            if not text:
                hint = f"Enter takes {self._hint(one)} · " if self._hint(one) else ""
                return f"“{one.caption}” is: {hint}{', '.join(layout.fields)} · - for none"
            field = field_named(layout, text)
            other = next((c.caption for c in self.seen.columns if field and self._holds(c, field, one)), "")
            from_ = f", no longer “{other}”" if other else ""
            return f"→ {field} ({layout.caption(field)}){from_}" if field else "→ not read"

        async def accept(text: str, _: bool) -> None:
            field = field_named(layout, text) if text else self.fields.get(one.place, "") or self._hint(one)
            others = {at: held for at, held in self.fields.items() if held != field and at != one.place}
            self.fields = others | ({one.place: field} if field else {})
            await self.reread()
            self.move("down")

        await self.prompt.ask(Ask("field", explain, accept))

    def _holds(self, column: Seen, field: str, but: Seen) -> bool:
        return column is not but and self.fields.get(column.place) == field

    async def do_layout(self) -> None:
        """Say what the file is; its columns are guessed anew."""
        from importers.mapping import mappable

        names = [one.name for one in mappable()]

        def meant(text: str) -> list[str]:
            return [name for name in names if name == text] or [n for n in names if n.startswith(text)]

        async def explain(text: str) -> str:
            found = meant(text.casefold()) if text else names
            if len(found) == 1:
                return f"→ {found[0]}"
            return ", ".join(found) or f"One of {', '.join(names)}."

        async def accept(text: str, _: bool) -> None:
            found = meant(text.casefold())
            if len(found) != 1:
                raise Refused(f"One of {', '.join(found or names)}: type on.")
            self._begin(await self.profiling.look(self.seen.path, found[0], self.escape))
            await self.reread()

        await self.prompt.ask(Ask("this file is", explain, accept))

    async def do_sessions(self) -> None:
        """Say what the report calls the sessions."""
        from importers.wording import checked, said, typed

        async def explain(text: str) -> str:
            if text:
                return f"→ {said(checked(typed(text)))}"
            asked = f"Say what {', '.join(unsaid)} is" if (unsaid := self._unsaid()) else "The report's words"
            held = f" · now {said(self.sessions)}" if self.sessions else ""
            return f"{asked}: Reg 1=AM, Reg 2=PM, Lesson=- (left out){held}"

        async def accept(text: str, _: bool) -> None:
            if text:
                self.sessions = checked(typed(text))
            await self.reread()

        await self.prompt.ask(Ask("sessions", explain, accept))

    async def do_escapes(self) -> None:
        """Turn the backslash from a mark into an escape, and back."""
        fields = self.fields
        seen = await self.profiling.look(self.seen.path, self.seen.layout.name, not self.escape)
        self.escape = not self.escape
        self._begin(seen)
        self.fields = fields if len(fields) >= len(self.fields) else self.fields
        await self.reread()
        self.say(
            "A backslash escapes in this file: the afternoon mark stands in it as \\\\."
            if self.escape
            else "A backslash is the afternoon mark."
        )

    async def do_own(self) -> None:
        """Say that the file is the school's own list and not the MIS, and back."""
        self.own_list = not self.own
        await self.reread()
        self.say(
            "The school's own list: its codes settle no correction in g c."
            if self.own_list
            else "The MIS: a code it shows settles a correction in g c."
        )

    async def do_save(self) -> None:
        """Try it on a copy, show what that gave, and keep it under a name."""
        held = self.seen.profile or self.seen.near
        tried = self._made(held or "unnamed")
        self.say("trying it on a copy …")
        result = await self.profiling.preview(self.seen.path, tried)
        if result.error is not None:
            raise result.error
        self.say("")

        async def explain(text: str) -> str:
            name = self._made(text or held).name if text or held else ""
            return f"{outcome(result)} (tried on a copy). {f'→ keeps “{name}”' if name else 'A name for it?'}"

        async def accept(text: str, _: bool) -> None:
            if not (text or held):
                raise Refused("A name for it: letters, digits and blanks.")
            made = self._made(text or held)
            again = await self.profiling.save(self.seen.path, made)
            await self.prompt.leave()
            await self.do_back()
            room = self.desk_room()
            await room.reread()
            more = " It lies in the inbox again: the next run takes it." if again else ""
            room.say(f"Kept as “{made.name}”: files with these captions are read so from now on.{more}")

        await self.prompt.ask(Ask("save as", explain, accept))

    def desk_room(self) -> FilesRoom:
        """The files, to which she returns."""
        return next(one for one in reversed(self.app.screen_stack) if isinstance(one, FilesRoom))

    def _made(self, name: str) -> Mapping:
        from importers.look import made

        sessions = self.sessions if "session" in self.fields.values() else ()
        return made(self.seen, name, self.fields, "", self.escape, sessions, self.own_list)
