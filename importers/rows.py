"""The parsers of people and days, each from a `Table` to rows and problems."""

from .calendar import read_calendar
from .contacts import ContactRow, read_contacts
from .pupils import PupilRow, read_pupils
from .staff import read_staff
from .table import Problem

__all__ = ["ContactRow", "Problem", "PupilRow", "read_calendar", "read_contacts", "read_pupils", "read_staff"]
