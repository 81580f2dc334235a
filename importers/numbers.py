"""Which column of a file holds the MIS's own number of a pupil, where that is not plain from its caption."""

from __future__ import annotations

from core.driver import sqlite3
from core.errors import Refused
from core.settings import SIMS_PRIMARY_ID

from .captions import folded
from .table import Table


def settle_numbers(db: sqlite3.Connection, table: Table) -> None:
    """Take a SIMS report's `primary_id` for the pupil's PersonID, where the school has said that it is.

    Refused for a file of several schools, whose numbers say different pupils.
    """
    row = db.execute("SELECT value FROM setting WHERE key = ?", (SIMS_PRIMARY_ID.name,)).fetchone()
    if table.system == "sims" and row and row[0] == "yes" and "mis_id" not in table.columns:
        places = [n for n, caption in enumerate(table.header) if folded(caption) == "primaryid"]
        if places:
            table.columns["mis_id"] = places[0]
    if "application" in table.columns:
        schools = {table.cell(row, "application") for _, row in table.rows()} - {""}
        if len(schools) > 1:
            raise Refused(
                f"{table.name}: marks of {len(schools)} schools (APPLICATION_ID), whose student numbers "
                "may be the same. Export one school at a time."
            )
