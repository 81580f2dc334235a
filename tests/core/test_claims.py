"""Claims: a lease on the boot clock that falls with its process, and that no wall clock moves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from core import journal
from core.acts import log_call
from core.errors import Refused
from core.model import Outcome
from core.together import claims
from tests.core.conftest import School
from tests.core.making import open_again, set_now

OTHER = """
import sys
from pathlib import Path
from core.together import claims
from core.people import actor_of
from core.record import Record
record = Record.open(Path(sys.argv[1]))
me = actor_of(record, sys.argv[2])
claims.enter(record, me)
claims.claim(record, me, int(sys.argv[3]))
print("on", flush=True)
sys.stdin.read()
"""


@contextmanager
def colleague(school: School, account: str, child: int) -> Iterator[subprocess.Popen[str]]:
    """Another officer's process, with the strip open on a child."""
    command = [sys.executable, "-c", OTHER, str(school.record.path), account, str(child)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        yield process
        process.kill()


@pytest.fixture
def boot(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A boot clock that stands at the one value in this list."""
    now = [1000.0]
    monkeypatch.setattr(claims, "boot_clock", lambda: now[0])
    return now


def held(school: School) -> dict[int, str]:
    return {child: claim.account for child, claim in claims.claims(school.record).items()}


def test_a_claim_names_who_is_calling_and_since_when(school: School) -> None:
    claims.claim(school.record, school.ann, school.kit)
    with open_again(school.record) as other:
        claim = claims.claims(other)[school.kit]
    assert (claim.pupil_id, claim.account, claim.name, claim.since) == (
        school.kit,
        "ann",
        "Ann Able",
        "09:16",
    )


def test_a_claim_runs_out_after_its_lease_and_lives_while_renewed(school: School, boot: list[float]) -> None:
    token = claims.claim(school.record, school.ann, school.kit)
    boot[0] += claims.LEASE - 1
    assert held(school) == {school.kit: "ann"}
    claims.renew(school.record, token)
    boot[0] += claims.LEASE - 1
    assert held(school) == {school.kit: "ann"}
    boot[0] += 1
    assert held(school) == {}


def test_a_log_that_comes_after_its_claim_ran_out_still_names_who_rang_meanwhile(
    school: School, boot: list[float]
) -> None:
    late = claims.claim(school.record, school.ann, school.kit)
    boot[0] += claims.LEASE  # her line stood still: nothing was renewed
    token = claims.claim(school.record, school.bob, school.kit)
    log_call(school.record, school.bob, school.kit, Outcome.VOICEMAIL, strip=token)
    log_call(school.record, school.ann, school.kit, Outcome.NO_ANSWER, strip=late)
    first, second = (event.data or {} for event in journal.events(school.record.db, school.kit))
    assert "meanwhile" not in first and second["meanwhile"] == ["Bob Best"]


def test_a_step_of_the_wall_clock_neither_frees_nor_freezes(school: School, boot: list[float]) -> None:
    claims.claim(school.record, school.ann, school.kit)
    for wall in (datetime(2027, 1, 1), datetime(2026, 1, 1)):
        set_now(school.record, wall)
        assert held(school) == {school.kit: "ann"}
    boot[0] += claims.LEASE
    assert held(school) == {}


def test_another_start_of_the_machine_frees_all(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    claims.claim(school.record, school.ann, school.kit)
    monkeypatch.setattr(claims, "boot_id", lambda: "another")
    assert held(school) == {}


def test_whoever_opens_the_strip_last_holds_it_and_the_first_cannot_disturb(school: School) -> None:
    first = claims.claim(school.record, school.ann, school.kit)
    second = claims.claim(school.record, school.bob, school.kit)
    claims.renew(school.record, first)
    claims.release(school.record, first)
    assert held(school) == {school.kit: "bob"}
    claims.release(school.record, second)
    assert held(school) == {}


def test_a_process_that_dies_frees_its_claim_at_once_buried_or_not(school: School) -> None:
    with colleague(school, "bob", school.sam) as process:
        assert held(school) == {school.sam: "bob"}
        assert claims.people_on(school.record) == 1
        process.kill()
        while Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
            pass
        assert held(school) == {}  # nobody has waited for it yet
        process.wait()
        assert held(school) == {}
        assert claims.people_on(school.record) == 0


def test_a_number_given_to_another_process_is_not_the_old_one(school: School) -> None:
    claims.claim(school.record, school.ann, school.kit)
    with school.record.write() as db:
        db.execute("UPDATE claim SET started = '1'")
    assert held(school) == {}


def test_who_is_on_is_counted_and_the_dead_are_swept_out(school: School) -> None:
    mine = claims.enter(school.record, school.ann)
    with colleague(school, "bob", school.sam) as process:
        assert claims.people_on(school.record) == 2
        process.kill()
        process.wait()
    assert claims.people_on(school.record) == 1
    again = claims.enter(school.record, school.ann)
    assert school.record.db.execute("SELECT count(*) FROM present").fetchone()[0] == 2
    claims.leave(school.record, mine)
    assert claims.people_on(school.record) == 1
    claims.leave(school.record, again)
    assert claims.people_on(school.record) == 0


def test_leaving_frees_what_this_process_claimed_and_no_other(school: School) -> None:
    mine = claims.enter(school.record, school.ann)
    with colleague(school, "bob", school.sam):
        claims.claim(school.record, school.ann, school.kit)
        claims.leave(school.record, mine)
        assert held(school) == {school.sam: "bob"}


def test_who_only_reads_holds_nobody_but_is_on(school: School) -> None:
    with pytest.raises(Refused):
        claims.claim(school.record, school.lee, school.kit)
    claims.enter(school.record, school.lee)
    assert claims.people_on(school.record) == 1


def test_claims_are_no_events(school: School) -> None:
    token = claims.claim(school.record, school.ann, school.kit)
    claims.release(school.record, token)
    assert school.record.db.execute("SELECT count(*) FROM event").fetchone()[0] == 0


def test_of_many_who_race_for_one_child_one_holds(school: School) -> None:
    start = threading.Barrier(6)

    def race() -> None:
        with open_again(school.record) as mine:
            start.wait()
            for _ in range(5):
                claims.claim(mine, school.ann, school.kit)

    racers = [threading.Thread(target=race) for _ in range(6)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert held(school) == {school.kit: "ann"}


def test_a_process_with_a_strange_name_is_read_like_any_other(tmp_path: Path) -> None:
    name = tmp_path / "a) Z 1 "
    name.symlink_to("/bin/sleep")
    with subprocess.Popen([str(name), "30"]) as process:
        assert claims.started(process.pid).isdigit()
        process.kill()
    assert claims.started(process.pid) == ""


def test_a_dead_process_is_not_there_where_the_system_tells_no_start_times() -> None:
    """On a Mac the turn of an import that was killed was never free again."""
    with subprocess.Popen(["true"]) as child:
        pass
    assert claims.there(os.getpid())
    assert not claims.there(child.pid)
