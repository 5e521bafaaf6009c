"""《消防控制室值班记录表》 on paper."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.site import Site
from domain.text import Text
from operations.controlroom.log import LOG_KIND_NAMES, Log, LogKind
from operations.forms import labels
from operations.forms.content import Sheet, Signature
from operations.forms.sections import Section
from operations.forms.wording import NOTHING, Wording


class RoomForm(StrEnum):
    """Its one form."""

    LOG = "control-room-log"


TITLE = Text("消防控制室值班记录表", "Log of the fire control room")
_SCAN = Text("扫码查看", "Scan to open")
_DAY, _TIME = Text("日期", "Day"), Text("时段", "From – to")
_SHIFTS, _SHIFT_COLUMNS = Text("值班人员", "Operators"), (Text("时段", "From – to"), Text("值班人员", "On duty"))
_LINES = Text("值班记录", "Log")
_COLUMNS = (
    Text("时间", "When"),
    Text("类别", "Kind"),
    Text("内容", "What"),
    Text("状态", "State"),
    Text("处理人", "Handled by"),
    Text("处理情况", "What was done"),
)
_COUNTS = Text(
    "火警 {fire} · 故障 {fault} · 屏蔽 {isolation} · 监管 {supervisory} · 联动 {linked}",
    "Fire {fire}, faults {fault}, isolations {isolation}, supervisory {supervisory}, controls {linked}",
)
_SUM, _LEAD = Text("小结", "Summary"), Text("消防安全管理人", "Fire safety manager")


def sheet_of(log: Log, site: Site, *, wording: Wording, by: str, at: datetime, address: str) -> Sheet:
    """The log on A4, printed `by` somebody `at` a moment."""
    w = wording
    counts = {kind.value: float(sum(line.kind is kind for line in log.lines)) for kind in LogKind}
    shifts = [(_span(shift.since, shift.until, site), "、".join(w.person(person) for person in shift.operators) or NOTHING) for shift in log.shifts]
    rows = [
        (
            f"{line.at.astimezone(site.time_zone):%H:%M}",
            w.of(LOG_KIND_NAMES[line.kind]),
            w.titled(line.what),
            w.of(line.state),
            NOTHING if line.handled_by is None else f"{w.person(line.handled_by)} {_hour(line.handled_at, site)}".strip(),
            w.said(line.note),
        )
        for line in log.lines
    ]
    return Sheet(
        form=RoomForm.LOG,
        title=w.of(TITLE),
        site=w.of(site.name),
        number=log.day.isoformat(),
        address=address,
        scan=w.of(_SCAN),
        facts=[(w.of(labels.SITE), w.of(site.name)), (w.of(_DAY), log.day.isoformat()), (w.of(_TIME), _span(log.since, log.until, site))],
        matter=(w.of(_SUM), w.of(_COUNTS.filled(**{name: int(number) for name, number in counts.items()}))),
        sections=[
            Section(w.of(_SHIFTS), tuple(w.of(column) for column in _SHIFT_COLUMNS), (0, 1), shifts),
            Section(w.of(_LINES), tuple(w.of(column) for column in _COLUMNS), (0, 0, 3, 0, 0, 2), rows),
        ],
        reply="",
        signatures_title=w.of(labels.SIGNATURES),
        signatures=[Signature(w.of(_SHIFTS)), Signature(w.of(_LEAD))],
        date=w.of(labels.SIGNED_AT),
        photos_title="",
        more_photos="",
        printed=w.of(labels.PRINTED.filled(name=w.person(by), at=w.moment(at))),
        page=w.of(labels.PAGE),
    )


def _span(since: datetime, until: datetime, site: Site) -> str:
    end = until.astimezone(site.time_zone)
    midnight = end.hour == end.minute == 0 and until > since
    return f"{since.astimezone(site.time_zone):%H:%M} – {'24:00' if midnight else f'{end:%H:%M}'}"


def _hour(moment: datetime | None, site: Site) -> str:
    return "" if moment is None else f"{moment.astimezone(site.time_zone):%H:%M}"
