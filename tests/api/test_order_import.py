"""Open orders of another system: looked at first, taken over once, with every fault at its place."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from domain.records import OrderFilter
from tests.api.world import ADMIN, MANAGER, T0, World

CSV = """外部编号,事项,类型,主办部门,优先级,地点,说明,开单时间,办结时限,来源系统
OA-1,大堂灯不亮,维修,工程部,重要,t3-lift-1,已两天,2026-01-30 08:30,2026-02-02 18:00,旧系统
OA-2,门岗求助,安全处置,秩序维护部,,南门,,,,旧系统
OA-3,投诉噪声,complaint,,P1,,,2026/01/29 09:00:00,,旧系统
"""
ENGLISH = "Outside number;Title;Kind;Lead department\nX-1;Lamp out;Repair;Engineering\n"


def send(world: World, content: bytes, *, dry_run: bool = True, by: Any = ADMIN, site: str = "riverside") -> Any:  # noqa: ANN401  a person, an answer
    return world.post("/work-orders/import", by, params={"site": site, "dry_run": dry_run}, files={"file": ("orders", content)})


def book(*rows: tuple[Any, ...]) -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_a_look_changes_nothing(world: World) -> None:
    answer = send(world, CSV.encode())
    assert answer.status_code == 200, answer.text
    assert (answer.json()["new"], answer.json()["wrong"], answer.json()["dry_run"]) == (3, 0, True)
    assert world.orders() == []


def test_orders_are_taken_over_once_with_their_times(world: World) -> None:
    first = send(world, CSV.encode(), dry_run=False).json()
    again = send(world, CSV.encode(), dry_run=False).json()
    assert (first["new"], first["known"], again["new"], again["known"]) == (3, 0, 0, 3)
    assert [row["number"] for row in first["rows"]] == [row["number"] for row in again["rows"]]
    orders = {order.title.zh: order for order in world.orders()}
    lamp, help_, noise = orders["大堂灯不亮"], orders["门岗求助"], orders["投诉噪声"]
    assert (lamp.asset, lamp.priority, lamp.department, lamp.state) == ("t3-lift-1", "P2", "engineering", "requested")
    assert (lamp.opened_at, lamp.due.resolve_by) == (datetime(2026, 1, 30, 0, 30, tzinfo=UTC), datetime(2026, 2, 2, 10, 0, tzinfo=UTC))
    assert (help_.department, help_.opened_at, noise.department, noise.kind, noise.priority) == ("security", T0, "service_centre", "complaint", "P1")
    with world.records.reading() as tx:
        assert tx.outbox.list() == [], "they have long been somebody's job: nobody is told"


def test_headings_in_english_other_separators_and_a_workbook_do_as_well(world: World) -> None:
    assert send(world, ENGLISH.encode()).json()["new"] == 1
    assert send(world, CSV.encode("gb18030")).json()["new"] == 3
    moment = datetime(2026, 1, 30, 8, 30)  # noqa: DTZ001  as spreadsheets hold times
    sheet = book(("外部编号", "事项", "开单时间"), (17, "灯", moment), (None, None, None), (18, "'=1+1", None))
    assert send(world, sheet, dry_run=False).json()["new"] == 2
    orders = {order.title.zh: order for order in world.orders()}
    assert orders["灯"].opened_at == datetime(2026, 1, 30, 0, 30, tzinfo=UTC)
    assert "=1+1" in orders


def test_what_is_wrong_is_said_for_each_cell_and_the_rest_is_taken(world: World) -> None:
    faulty = "外部编号,事项,类型,开单时间\nA,灯,维修,\nA,灯,维修,\n,,玩笑,昨天\nB,水管,repair,\n"
    answer = send(world, faulty.encode(), dry_run=False).json()
    assert [(row["row"], row["state"]) for row in answer["rows"]] == [(2, "new"), (3, "wrong"), (4, "wrong"), (5, "new")]
    assert [problem["column"]["zh"] for problem in answer["rows"][2]["problems"]] == ["外部编号", "事项", "类型", "开单时间"]
    assert all(problem[part][language] for row in answer["rows"] for problem in row["problems"] for part in ("problem", "remedy") for language in ("zh", "en"))
    assert len(world.orders()) == 2


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"\n\n", 422),
        ("甲,乙\n1,2\n".encode(), 422),
        (b"\xff\xfe\x00\x00", 422),
        (b'a,"b\n', 422),
        (b"PK\x03\x04 not really", 422),
        (("外部编号,事项\n" + "".join(f"{number},灯\n" for number in range(1001))).encode(), 413),
        (b"x" * (1024 * 1024 + 1), 413),
    ],
)
def test_what_is_no_table_of_ours_is_refused(world: World, content: bytes, status: int) -> None:
    answer = send(world, content)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def with_part(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(book(("外部编号", "事项"), ("A", "灯")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "harmful",
    [
        pytest.param(with_part("xl/bomb.xml", b"0" * (31 * 1024 * 1024)), id="unpacks to far more than it is"),
        pytest.param(with_part("xl/laughs.xml", b'<!DOCTYPE l [<!ENTITY l "l">]><a>&l;</a>'), id="holds entities"),
    ],
)
def test_workbooks_that_mean_harm_are_refused(world: World, harmful: bytes) -> None:
    assert send(world, harmful).status_code == 422


def test_a_link_to_another_file_is_not_followed(world: World) -> None:
    sheet = book(("外部编号", "事项"), ("A", "='file:///etc/[passwd]x'!A1"))
    (row,) = send(world, sheet).json()["rows"]
    assert row["state"] == "wrong", "a formula without a value is an empty cell"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_one_steward_exports_another_takes_over(world: World, form: str, language: str) -> None:
    send(world, CSV.encode(), dry_run=False)
    elsewhere = exported(world, form, language)
    for order in world.orders():
        world.post(f"/work-orders/{order.id}/cancel", MANAGER, json={"note": "搬走"})
    old = {order.title.zh: order for order in world.orders()}
    first = send(world, elsewhere, dry_run=False).json()
    again = send(world, elsewhere, dry_run=False).json()
    assert (first["new"], first["wrong"], again["new"], again["known"]) == (3, 0, 0, 3), first
    for order in (order for order in world.orders() if order.id not in {each.id for each in old.values()}):
        was = old[order.title.zh]
        assert (order.kind, order.department, order.priority, order.asset, order.opened_at) == (
            was.kind,
            was.department,
            was.priority,
            was.asset,
            was.opened_at,
        )
        assert order.due.resolve_by == was.due.resolve_by


def test_what_is_over_is_not_taken_over_and_its_row_says_so(world: World) -> None:
    send(world, CSV.encode(), dry_run=False)
    gone = world.orders()[0]
    world.post(f"/work-orders/{gone.id}/cancel", MANAGER, json={"note": "重复"})
    answer = send(world, exported(world, "csv", "zh")).json()
    (wrong,) = [row for row in answer["rows"] if row["state"] == "wrong"]
    assert (wrong["title"], wrong["problems"][0]["column"]["zh"]) == (gone.title.zh, "状态")


def test_a_thousand_rows_are_taken_over_at_once(world: World) -> None:
    table = "外部编号,事项\n" + "".join(f"N-{number},灯 {number}\n" for number in range(1000))
    first, again = (send(world, table.encode(), dry_run=False).json() for _ in range(2))
    assert (first["new"], first["wrong"], again["new"], again["known"]) == (1000, 0, 0, 1000)
    with world.records.reading() as tx:
        assert sum(tx.orders.counts(OrderFilter()).values()) == 1000


def exported(world: World, form: str, language: str) -> bytes:
    """The table of orders as it is exported."""
    answer = world.get("/work-orders", MANAGER, params={"format": form, "lang": language})
    assert answer.status_code == 200, answer.text
    return answer.content


def test_only_administrators_take_over_orders(world: World) -> None:
    assert send(world, CSV.encode(), by=MANAGER).status_code == 403
    assert send(world, CSV.encode(), site="nowhere").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_can_be_sent_as_it_is(world: World, language: str) -> None:
    template = world.get("/work-orders/import/template", ADMIN, params={"lang": language})
    assert template.status_code == 200
    answer = send(world, template.content).json()
    assert (answer["new"], answer["wrong"]) == (1, 0), answer
