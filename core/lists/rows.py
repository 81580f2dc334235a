"""What a list is made of."""

from __future__ import annotations

from dataclasses import dataclass

NOT_SEEN = "not yet seen"  # of who was handed to the DSL and waits


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list; `pupil_id` is whom Enter opens, None for lines about nobody.

    `group` is the heading it stands under, `detail` the line in full where that is more than its cells,
    `kind` the kind of flag, or of a clock that words settle now; of a row set aside what can be put right,
    `what` then says of what exactly.
    """

    pupil_id: int | None
    cells: tuple[str, ...]
    group: str = ""
    detail: str = ""
    kind: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its columns; `empty` is what is said when it has no rows, `note` what it does not hold.

    Columns of `whole` are never cut; the last `wide` columns stand only in wide windows.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[ListRow, ...]
    empty: str
    note: str = ""
    whole: tuple[int, ...] = ()
    wide: int = 0
