"""Silent: sessions missed and nobody spoken with. Same again: the same answer, and nothing changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.patterns.chance import at_least
from core.patterns.school import Life, School, Search
from core.patterns.thresholds import Numbers
from core.patterns.words import count, earlier
from core.questions import Flag
from core.sessions_bits import places
from core.telling import day_words

_TIMES = {"ill": "times_ill", "medical": "times_ill"}  # these come back by nature: more of them are needed
_ANSWERS = 8  # kinds of answer that say why, about (core/data/reasons)
_CHANGES = ("barrier", "step", "follow-up", "part-time", "card")


def silent(school: School) -> Search:
    """Find pupils with sessions missed lately and no conversation with anybody at home about it."""
    frame, numbers = school.frame, school.rules["silent"]
    around = frame.last_days(numbers["days"])
    past = frame.last_days(2 * numbers["days"]) & ~around
    lately = _spoken(school, frame.session(frame.begin(around)).day)

    def find(life: Life) -> Flag | None:
        away = life.away & around
        number = away.bit_count()
        if number < numbers["least"]:
            return None
        last = lately.get(life.id) or _ever_spoken(school, life.id)
        if last is not None and last >= _began(school, life, away):
            return None
        of = (life.possible & around).bit_count()
        before = (life.away & past).bit_count(), (life.possible & past).bit_count()
        heard = f"since {day_words(last, school.today)}" if last else "yet"
        past_said = earlier(before, f"{before[0]} of the {count(before[1], 'session')} before")
        said = f"Away {number} of the last {count(of, 'session')} and no conversation {heard}; {past_said}."
        return school.flag(life, "silent", said, away, of, before, "with a conversation")

    return _unheard(school, around, school.columns.often(around, numbers["least"]), lately), find


def _unheard(school: School, around: int, often: int, lately: Mapping[int, date]) -> int:
    """Those of `often` about whom nobody spoke since the first of the sessions they missed."""
    columns, left, found = school.columns, often, 0
    for place in places(around):
        first = left & columns.away[place]
        day = school.frame.session(place).day
        heard = [one for one in columns.named(first) if lately.get(one, date.min) >= day]
        found |= first & ~columns.of(heard)
        left &= ~first
    return found


def _began(school: School, life: Life, away: int) -> date:
    """The first day of the absence that the oldest of these sessions belongs to, be it before the span.

    That is the first day of school after the last session in: a day of snow in between may have begun it.
    """
    oldest = away & -away
    last_in = (life.here & (oldest - 1)).bit_length()
    spell = school.frame.school >> last_in << last_in
    return school.frame.session((spell & -spell).bit_length() - 1).day if last_in else school.frame.first


# A voicemail or a message is no conversation.
_SPOKEN = "SELECT pupil_id, max(day) FROM attempt WHERE outcome IN ('spoke', 'did-not-know')"


def _spoken(school: School, since: date) -> dict[int, date]:
    """The day of the latest conversation about each pupil of whom there was one since a day."""
    span = since.isoformat(), school.today.isoformat()
    rows = school.db.execute(f"{_SPOKEN} AND day BETWEEN ? AND ? GROUP BY pupil_id", span).fetchall()
    return {one: date.fromisoformat(day) for one, day in rows}


def _ever_spoken(school: School, one: int) -> date | None:
    """The day of the latest conversation about a pupil."""
    [(_, day)] = school.db.execute(
        f"{_SPOKEN} AND pupil_id = ? AND +day <= ?", (one, school.today.isoformat())
    ).fetchall()
    return date.fromisoformat(day) if day else None


Answer = tuple[int, date, str]  # id of the event, day, reason


def same_again(school: School) -> Search:
    """Find pupils whose home gave the same answer for absence after absence, nothing having changed."""
    frame, numbers = school.frame, school.rules["same-again"]
    around = frame.last_days(numbers["days"])
    begin = frame.session(frame.begin(around)).day if around else school.today
    often, mix = _heard(school, begin, numbers)

    def find(life: Life) -> Flag | None:
        if life.id not in often:
            return None
        given = _answers(school, life.id, begin)
        changed = _changed(school, life.id, given[0][0])
        since_change = [answer for answer in given if answer[0] > changed]
        calls = _one_an_absence(school, life, since_change)
        heard = Counter(reason for _, reason in calls)
        number, word = max(((n, word) for word, n in heard.items()), default=(0, ""))
        if number < numbers[_TIMES.get(word, "times")] or 100 * number < numbers["share"] * len(calls):
            return None
        if 10_000 * at_least(number, len(calls), *mix.without(given, word)) > numbers["chance"]:
            return None
        same = [bits for bits, reason in calls if reason == word]
        counted = 0
        for bits in same:
            counted |= bits
        said = (
            f"{number} of the last {count(len(calls), 'call')} gave the same answer ({word}), each about "
            f"an absence of its own; nothing has changed since {day_words(since_change[0][1], school.today)}."
        )
        other = len(calls) - number
        clears = "with a barrier, a step or an adjustment noted"
        return school.flag(life, "same-again", said, counted, len(calls), (other, len(calls)), clears)

    return school.columns.of(often), find


# Answers that say why; “other” and “would not say” are none. The span of days is filled in. Written
# `+day`, the index by pupil is taken and not the one by day.
_ANSWERED = (
    """outcome = 'spoke' AND reason NOT IN ('', 'wont-say', 'present', 'other') AND day BETWEEN ? AND ?"""
)


@dataclass(frozen=True, slots=True)
class _Mix:
    """How often each answer was given in the whole school, against which one home's are seen."""

    heard: Mapping[str, int]
    all: int

    def without(self, given: list[Answer], word: str) -> tuple[int, int]:
        """Times an answer was given by all other homes, of all theirs.

        With one of each kind added: a school that has asked twice knows nothing of its mix yet.
        """
        own = sum(reason == word for _, _, reason in given)
        return self.heard.get(word, 0) - own + 1, self.all - len(given) + _ANSWERS


def _heard(school: School, since: date, numbers: Numbers) -> tuple[set[int], _Mix]:
    """Pupils about whom one answer was given so many times, those worth a closer look; and all answers."""
    often, heard = set(), Counter[str]()
    for one, reason, times in school.db.execute(
        f"SELECT pupil_id, reason, count(*) FROM attempt WHERE {_ANSWERED} GROUP BY pupil_id, reason",
        (since.isoformat(), school.today.isoformat()),
    ).fetchall():
        heard[reason] += times
        if times >= numbers[_TIMES.get(reason, "times")]:
            often.add(one)
    return often, _Mix(heard, heard.total())


def _answers(school: School, one: int, since: date) -> list[Answer]:
    """Reasons given in conversations about a pupil since a day, oldest first."""
    rows = school.db.execute(
        f"SELECT id, day, reason FROM attempt WHERE pupil_id = ? AND {_ANSWERED.replace(' day', ' +day')}",
        (one, since.isoformat(), school.today.isoformat()),
    ).fetchall()
    return sorted((row[0], date.fromisoformat(row[1]), row[2]) for row in rows)


def _changed(school: School, one: int, after: int) -> int:
    """The latest event after one that changed something (a barrier, a step, an adjustment); 0 for none."""
    marks = ",".join("?" * len(_CHANGES))
    found = school.db.execute(
        f"""SELECT max(id) FROM event WHERE pupil_id = ? AND id > ? AND kind IN ({marks})
            AND day <= ? AND act NOT IN (SELECT act FROM undone)""",
        (one, after, *_CHANGES, school.today.isoformat()),
    ).fetchone()[0]
    return int(found or 0)


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
