"""What plans cost alarms that have none: in a flood every statement counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from domain.records import AlarmFilter, Records
from operations.response import respond
from tests.operations.plans.run_scenes import BURN, NIGHT, POWER, RESCUE, SECOND, SITE, approve, happen, only_run, over, signal


@contextmanager
def statements_about_plans() -> Iterator[list[str]]:
    """What is asked of the tables of plans while it lasts."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "plan_version" in statement or "plan_run" in statement:
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def test_a_flood_without_plans_looks_once_at_the_sites_own(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE, POWER, BURN)
    flood = [signal("lift-1", plan=None, rule=f"rule-{number}") for number in range(50)]
    with statements_about_plans() as said, sqlite_records.transaction() as tx:
        respond(tx, flood, SITE, NIGHT)
    assert len(said) == 1
    with statements_about_plans() as said, sqlite_records.transaction() as tx:
        respond(tx, [over(each, NIGHT + SECOND) for each in flood], SITE, NIGHT + SECOND)
    assert len(said) == 1
    with sqlite_records.reading() as tx:
        assert len(tx.alarms.list(AlarmFilter(), limit=100).items) == 50


def test_a_flood_of_one_matter_is_one_run_and_writes_no_step_anew(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal())
    with statements_about_plans() as said:
        happen(sqlite_records, *(signal("lift-2", NIGHT + SECOND, rule=f"rule-{number}") for number in range(20)))
    assert len(only_run(sqlite_records).alarm_ids) == 21
    assert not [statement for statement in said if statement.startswith("INSERT INTO plan_run_step")]
    assert len(said) / 20 < 16
