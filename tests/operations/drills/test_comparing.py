"""A drill beside earlier ones: better or worse, measure by measure."""

from __future__ import annotations

from operations.drills.comparing import Compared, Verdict, compared
from operations.drills.score import Score
from operations.drills.scoring import Evidence, score
from tests.operations.drills.drill_samples import DRILL, PLAN, at, done, run

GOOD = score(
    DRILL, Evidence(PLAN, run(done("look", 100, opened=10, within=300), done("pump", 60, opened=10), done("report", 150, opened=110, within=60))), at(1200)
)
SLOW = score(
    DRILL, Evidence(PLAN, run(done("look", 400, opened=10, within=300), done("pump", 60, opened=10), done("report", 150, opened=110, within=60))), at(1200)
)


def lines(now: Score, *before: Score) -> dict[str, Compared]:
    return {line.measure.key: line for line in compared(now, [(DRILL, one) for one in before])}


def test_each_measure_says_better_worse_or_the_same_as_the_last_time() -> None:
    against = lines(GOOD, SLOW)
    assert {key: line.verdict for key, line in against.items() if line.verdict is not Verdict.NONE} == {
        "percent": Verdict.BETTER,
        "in_time": Verdict.BETTER,
        "late": Verdict.BETTER,
        "missing": Verdict.SAME,
        "largest_delay": Verdict.BETTER,
        "plan": Verdict.SAME,
        "arrival": Verdict.BETTER,
        "lasted": Verdict.SAME,
    }
    assert lines(SLOW, GOOD)["arrival"].verdict is Verdict.WORSE


def test_the_best_of_the_earlier_ones_is_named() -> None:
    against = lines(SLOW, SLOW, GOOD)
    assert (against["arrival"].now, against["arrival"].before, against["arrival"].best) == (400.0, 400.0, 100.0)
    assert against["percent"].best == GOOD.percent


def test_the_first_drill_has_nothing_to_be_compared_with() -> None:
    alone = lines(GOOD)
    assert {line.verdict for line in alone.values()} == {Verdict.NONE}
    assert alone["percent"].now == GOOD.percent


def test_what_no_drill_has_is_left_out() -> None:
    assert "contact" not in lines(GOOD, SLOW)
