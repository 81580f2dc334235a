"""Silent: sessions missed and nobody spoken with. Same again: the same answer, and nothing changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from core.patterns.school import Life, School
from core.patterns.words import count, day_words
from core.questions import Flag

_TIMES = {"ill": "times_ill", "medical": "times_ill"}  # these come back by nature: more of them are needed
_CHANGES = ("barrier", "step", "follow-up", "part-time", "card")


def silent(school: School) -> Callable[[Life], Flag | None]:
    """Find pupils with sessions missed lately and no conversation with anybody at home about it."""
    frame, numbers = school.frame, school.rules["silent"]
    around = frame.last_days(numbers["days"])
    past = frame.last_days(2 * numbers["days"]) & ~around
    spoken = _spoken(school)

    def find(life: Life) -> Flag | None:
        away = life.away & around
        number = away.bit_count()
        if number < numbers["least"]:
            return None
        last = spoken.get(life.id)
        if last is not None and last >= _began(school, life, away):
            return None
        of = (life.possible & around).bit_count()
        before = (life.away & past).bit_count(), (life.possible & past).bit_count()
        since = f"since {day_words(last, school.today)}" if last else "yet"
        said = (
            f"Away {number} of the last {count(of, 'session')} and no conversation {since}; "
            f"{before[0]} of the {count(before[1], 'session')} before."
        )
        return school.flag(life, "silent", said, away, of, before, "with a conversation")

    return find


def _began(school: School, life: Life, away: int) -> date:
    """The first day of the absence that the oldest of these sessions belongs to, be it before the span."""
    oldest = away & -away
    last_in = (life.here & (oldest - 1)).bit_length()
    spell = life.away >> last_in << last_in
    return school.frame.session((spell & -spell).bit_length() - 1).day


def _spoken(school: School) -> dict[int, date]:
    """The day of the latest conversation about each pupil; a voicemail or a message is none."""
    rows = school.db.execute(
        """SELECT pupil_id, max(day) FROM attempt WHERE outcome IN ('spoke', 'did-not-know') AND day <= ?
           GROUP BY pupil_id""",
        (school.today.isoformat(),),
    ).fetchall()
    return {row[0]: date.fromisoformat(row[1]) for row in rows}


Answer = tuple[int, date, str]  # id of the event, day, reason


def same_again(school: School) -> Callable[[Life], Flag | None]:
    """Find pupils whose home gave the same answer for absence after absence, nothing having changed."""
    frame, numbers = school.frame, school.rules["same-again"]
    around = frame.last_days(numbers["days"])
    answers = _answers(school, frame.session((around & -around).bit_length() - 1).day) if around else {}
    changed = _changed(school) if answers else {}

    def find(life: Life) -> Flag | None:
        given = answers.get(life.id)
        if given is None:
            return None
        since_change = [answer for answer in given if answer[0] > changed.get(life.id, 0)]
        calls = _one_an_absence(school, life, since_change)
        heard = Counter(reason for _, reason in calls)
        enough = [(n, word) for word, n in heard.items() if n >= numbers[_TIMES.get(word, "times")]]
        if not enough:
            return None
        word = max(enough)[1]
        same = [bits for bits, reason in calls if reason == word]
        counted = 0
        for bits in same:
            counted |= bits
        number = len(same)
        said = (
            f"{number} of the last {count(len(calls), 'call')} gave the same answer ({word}), each about "
            f"an absence of its own; nothing has changed since {day_words(since_change[0][1], school.today)}."
        )
        other = len(calls) - number
        clears = "with a barrier, a step or an adjustment noted"
        return school.flag(life, "same-again", said, counted, len(calls), (other, len(calls)), clears)

    return find


def _answers(school: School, since: date) -> dict[int, list[Answer]]:
    """Reasons given in conversations since a day, by pupil, oldest first; “other” is no answer."""
    found: dict[int, list[Answer]] = {}
    for one, event, day, reason in school.db.execute(
        """SELECT pupil_id, id, day, reason FROM attempt WHERE outcome = 'spoke'
           AND reason NOT IN ('', 'wont-say', 'present', 'other') AND day BETWEEN ? AND ? ORDER BY id""",
        (since.isoformat(), school.today.isoformat()),
    ).fetchall():
        found.setdefault(one, []).append((event, date.fromisoformat(day), reason))
    return found


def _changed(school: School) -> dict[int, int]:
    """The latest event on each pupil that changed something: a barrier, a step, an adjustment."""
    marks = ",".join("?" * len(_CHANGES))
    rows = school.db.execute(
        f"""SELECT pupil_id, max(id) FROM event
            WHERE kind IN ({marks}) AND act NOT IN (SELECT act FROM undone) GROUP BY pupil_id""",
        _CHANGES,
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _one_an_absence(school: School, life: Life, given: list[Answer]) -> list[tuple[int, str]]:
    """One call an absence, the latest: the session it was about, and the answer."""
    frame = school.frame
    found: dict[int, tuple[int, str]] = {}
    for _, day, reason in given:
        low = frame.place(day)
        bits = life.away & 3 << low if low >= 0 else 0
        if bits:
            spell = (life.here & ((1 << low) - 1)).bit_length()  # the last session in before it
            found[spell] = (bits & -bits, reason)
    return list(found.values())
