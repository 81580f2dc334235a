"""What the locked screen asks of the record. `core` is imported late, as in `tui.desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.desk import Desk
from tui.idle import Limits

if TYPE_CHECKING:
    from core.record import Record


async def read_limits(desk: Desk) -> tuple[Limits | None, bool]:
    """When to lock and leave (never on the fictional school), and whether a PIN is set."""

    def read(record: Record) -> tuple[Limits | None, bool]:
        from core import settings
        from core.privacy import pins

        three = (settings.LOCK_AFTER, settings.LOCK_IN_CALL, settings.LEAVE_AFTER)
        found = Limits(*(settings.in_seconds(settings.value(record, one)) for one in three))
        return None if record.setting("rehearsal") else found, pins.has_pin(record, desk.actor)

    return await desk.work.do(read)


async def opens(desk: Desk, pin: str) -> bool:
    """Whether this is the PIN of who is at work."""

    def read(record: Record) -> bool:
        from core.privacy.pins import opens

        return opens(record, desk.actor, pin)

    return await desk.work.do(read)


async def set_pin(desk: Desk, pin: str) -> None:
    """Set the PIN of who is at work."""

    def keep(record: Record) -> None:
        from core.privacy.pins import set_pin

        set_pin(record, desk.actor, pin)

    await desk.work.do(keep)
