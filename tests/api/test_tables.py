"""Lists as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from api.tables.csv_table import harmless
from tests.api.world import ENGINEER, GUARD, MANAGER, World


def rows(world: World, path: str, **params: str) -> list[dict[str, str]]:
    answer = world.get(path, MANAGER, params={"format": "csv", **params})
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_alarms(world: World) -> None:
    alarm, order = world.raised()
    (row,) = rows(world, "/alarms", lang="en")
    assert (row["Id"], row["Severity"], row["State"], row["Lead department"], row["Work order"]) == (
        alarm.id,
        "Critical",
        "Unacknowledged",
        "Security",
        order.id,
    )
    (row,) = rows(world, "/alarms")
    assert (row["级别"], row["内容"], row["协办部门"]) == ("紧急", "3号楼电梯 疑似困人", "工程部")


def test_assets_as_they_are_filtered(world: World) -> None:
    world.raised()
    every = rows(world, "/assets", lang="en", site="riverside")
    (lift,) = rows(world, "/assets", lang="en", site="riverside", deviating="true", type="lift")
    assert (lift["State"], lift["Worst severity"], lift["Active alarms"]) == ("Alarm", "Critical", "1")
    assert len(every) > 1
    assert {row["Id"] for row in rows(world, "/assets", site="riverside", system="lifts", lang="en")} == {lift["Id"]}
    assert world.get("/assets", GUARD, params={"format": "csv"}).status_code == 403


def test_work_orders_with_formulas_defused(world: World) -> None:
    world.post("/work-orders", GUARD, json={"site": "riverside", "title": "=HYPERLINK(1)", "department": "engineering"})
    (row,) = rows(world, "/work-orders", lang="zh")
    assert row["事项"] == "'=HYPERLINK(1)"
    assert row["状态"] == "待受理"


def test_a_table_can_be_asked_for_by_its_media_type(world: World) -> None:
    answer = world.get("/alarms", MANAGER, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="alarms.csv"'


def test_tables_have_every_row_not_one_page(world: World) -> None:
    for number in range(3):
        world.raised(episode=f"e{number}", rule=f"lift.{number}")
    assert len(rows(world, "/alarms", limit="1")) == 3


def test_tables_need_their_permission_and_keep_to_the_sites(world: World) -> None:
    world.raised(site="hillside")
    assert world.get("/alarms", GUARD, params={"format": "csv"}).status_code == 403
    assert len(world.get("/alarms", ENGINEER, params={"format": "csv"}).text.splitlines()) == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_numbers_and_plain_text_stay() -> None:
    assert [harmless(cell) for cell in (-1.5, 3, None, True, "电梯")] == ["-1.5", "3", "", "True", "电梯"]
