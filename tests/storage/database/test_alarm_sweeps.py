"""What the sweeps ask of the alarms: whose time has come, and what hides whom."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import HiddenBy, Hiding
from domain.records import Records
from tests.storage.database.samples import HOUR, MINUTE, NOON, put_alarm


def hidden(kind: Hiding, *, by: str = "wang", until: datetime | None = NOON) -> HiddenBy:
    return HiddenBy(kind, "r", by, until)


def test_hidden_alarms_of_every_kind_are_due_when_their_time_is_up(records: Records) -> None:
    with records.transaction() as tx:
        due = [put_alarm(tx, hidden_by=hidden(kind), raised_at=NOON + place * MINUTE) for place, kind in enumerate(Hiding)]
        put_alarm(tx, hidden_by=hidden(Hiding.SHELVED, until=NOON + MINUTE))
        put_alarm(tx, hidden_by=hidden(Hiding.SUPPRESSED, until=None))
        put_alarm(tx, hidden_by=hidden(Hiding.SHELVED), condition=False, ended_at=NOON)
        put_alarm(tx)
        assert tx.alarms.hidden_until_before(NOON) == due


def test_what_somebody_hides_is_found_by_its_id_until_the_episode_ends(records: Records) -> None:
    with records.transaction() as tx:
        permitted = put_alarm(tx, hidden_by=hidden(Hiding.SUPPRESSED, by="permit-7"))
        in_a_drill = put_alarm(tx, realm="drill-1", raised_at=NOON + MINUTE, hidden_by=hidden(Hiding.SUPPRESSED, by="permit-7"))
        put_alarm(tx, hidden_by=hidden(Hiding.SUPPRESSED, by="permit-8"))
        put_alarm(tx, site="hillside", hidden_by=hidden(Hiding.SUPPRESSED, by="permit-7"))
        put_alarm(tx, hidden_by=hidden(Hiding.SUPPRESSED, by="permit-7"), condition=False, ended_at=NOON)
        put_alarm(tx)
        assert tx.alarms.hidden_at("riverside", "permit-7") == [permitted, in_a_drill]


def test_an_acknowledged_alarm_asks_again_when_its_time_has_come_and_not_while_it_is_hidden_gone_or_unseen(records: Records) -> None:
    with records.transaction() as tx:
        due = put_alarm(tx, acknowledged=True, realarm_at=NOON)
        put_alarm(tx, acknowledged=True, realarm_at=NOON + MINUTE)
        put_alarm(tx, acknowledged=True)
        put_alarm(tx, realarm_at=NOON)
        put_alarm(tx, acknowledged=True, realarm_at=NOON, hidden_by=hidden(Hiding.SHELVED, until=NOON + HOUR))
        put_alarm(tx, acknowledged=True, realarm_at=NOON, condition=False, ended_at=NOON)
        assert tx.alarms.realarm_before(NOON) == [due]


def test_a_chattering_alarm_has_settled_when_it_was_calm_for_long_enough(records: Records) -> None:
    with records.transaction() as tx:
        due = [put_alarm(tx, chattering_until=NOON), put_alarm(tx, chattering_until=NOON, condition=False, raised_at=NOON + MINUTE)]
        put_alarm(tx, chattering_until=NOON + MINUTE)
        put_alarm(tx, chattering_until=NOON, condition=False, ended_at=NOON)
        put_alarm(tx)
        assert tx.alarms.settled_before(NOON) == due
