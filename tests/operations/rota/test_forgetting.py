"""What is kept of the rota goes with the duties, when their time is over."""

from __future__ import annotations

from domain.post import Post
from domain.post_gap import PostGap
from domain.records import Records
from domain.retention import DataKind
from domain.swap import Absence
from tests.operations.rota.roster import DAY, HOUR, SITE, T0, TODAY, hire, plan, rota, rotation, walk


def test_duties_gaps_and_absences_go_together_and_what_is_open_stays(records: Records) -> None:
    hire(records)
    plan(records)
    walk(records, rotation())
    over = PostGap("g1", SITE.id, Post.DUTY_ENGINEER, "early", TODAY, T0, T0 + HOUR, 1, 0, T0, ended_at=T0 + HOUR)
    with records.transaction() as tx:
        tx.rota.add_gap(over)
        tx.rota.add_gap(PostGap("g2", SITE.id, Post.DUTY_ENGINEER, "late", TODAY, T0, T0 + HOUR, 1, 0, T0))
        tx.rota.add_absence(Absence("a1", "a", SITE.id, T0, T0 + HOUR, T0, "a"))
        before = len(rota(records, since=T0 + 3 * DAY + HOUR))
        assert tx.housekeeping.forget_before(DataKind.DUTY, T0 + 3 * DAY + HOUR) > 0
    with records.reading() as tx:
        assert [gap.id for gap in tx.rota.gaps((SITE.id,)).items] == ["g2"]
        assert tx.rota.absences(["a"], T0, T0 + DAY) == []
        assert len(tx.dispatch.duties(SITE.id, T0 - DAY, T0 + 99 * DAY)) == before
