"""CAP 1.2 as weather services write it, and what is none: never fatal, never an end of a warning by mistake."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan import Warned, WarningLevel
from operations.weather.cap import NotCap, read_cap

SENT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


def alert(
    identifier: str = "31011541600000_20260701140000",
    *,
    event: str = "暴雨",
    severity: str = "Orange",
    kind: str = "Alert",
    headline: str = "浦东新区气象台发布暴雨橙色预警",
    expires: str | None = "2026-07-01T20:00:00+08:00",
    references: str = "",
    status: str = "Actual",
    language: str = "zh-CN",
    sent: str = "2026-07-01T14:00:00+08:00",
    geocode: str = "310115000000",
) -> str:
    until = "" if expires is None else f"<expires>{expires}</expires>"
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>浦东新区气象台</sender><sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType>
<scope>Public</scope><references>{references}</references>
<info><language>{language}</language><category>Met</category><event>{event}</event><urgency>Immediate</urgency><severity>{severity}</severity>
<certainty>Observed</certainty>{until}<headline>{headline}</headline><description>预计未来 3 小时内降雨量将达 50 毫米以上</description>
<area><areaDesc>上海市浦东新区</areaDesc><geocode><valueName>行政区划</valueName><value>{geocode}</value></geocode></area></info></alert>"""


def read(*alerts: str, areas: tuple[str, ...] = ()) -> list[tuple[str, Warned | None, WarningLevel | None]]:
    document = (
        alerts[0]
        if len(alerts) == 1
        else f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(f"<entry><content>{one}</content></entry>" for one in alerts)}</feed>'
    )
    return [(each.outside_id, each.kind, each.level) for each in read_cap(document.encode(), areas)]


def test_an_alert_as_it_is() -> None:
    (one,) = read_cap(alert(references="浦东新区气象台,31011541600000_20260701120000,2026-07-01T12:00:00+08:00").encode())
    assert (one.kind, one.level, one.issued_at, one.over) == (Warned.RAINSTORM, WarningLevel.ORANGE, SENT, False)
    assert one.until == SENT + timedelta(hours=6)
    assert one.refers_to == ("31011541600000_20260701120000",)
    assert one.words == "浦东新区气象台发布暴雨橙色预警"


@pytest.mark.parametrize(
    ("event", "severity", "headline", "level"),
    [
        ("暴雨", "Red", "", WarningLevel.RED),
        ("Rainstorm", "Extreme", "Rainstorm warning", WarningLevel.RED),
        ("Rainstorm", "Severe", "Rainstorm warning", WarningLevel.ORANGE),
        ("暴雨", "Moderate", "发布暴雨黄色预警", WarningLevel.YELLOW),
        ("Rainstorm", "Minor", "", WarningLevel.BLUE),
        ("暴雨", "Unknown", "发布暴雨蓝色预警", WarningLevel.BLUE),
    ],
)
def test_its_colour_is_that_of_the_severity_or_of_the_words(event: str, severity: str, headline: str, level: WarningLevel) -> None:
    assert read(alert(event=event, severity=severity, headline=headline)) == [("31011541600000_20260701140000", Warned.RAINSTORM, level)]


@pytest.mark.parametrize(("event", "kind"), [("台风", Warned.TYPHOON), ("雷电", Warned.THUNDERSTORM), ("道路结冰", Warned.ICY_ROADS), ("高温", Warned.HEAT)])
def test_its_kind_is_that_of_the_event(event: str, kind: Warned) -> None:
    assert [found[1] for found in read(alert(event=event, headline=f"发布{event}橙色预警"))] == [kind]


def test_without_an_end_it_holds_for_a_day() -> None:
    (one,) = read_cap(alert(expires=None).encode())
    assert one.until == SENT + timedelta(hours=24)


@pytest.mark.parametrize(
    "other",
    [
        alert(status="Test"),
        alert(status="Exercise"),
        alert(event="地震", headline="地震预警", severity="Severe"),
        alert(severity="Unknown", headline="发布暴雨预警"),
        alert(sent="2026-07-01T14:00:00"),
        alert(""),
    ],
    ids=["a test", "an exercise", "not of the weather", "without a level", "without a zone", "without an id"],
)
def test_what_is_no_warning_of_ours_is_passed_over(other: str) -> None:
    assert read(other) == []


def test_only_the_areas_that_were_asked_for() -> None:
    both = (alert("here"), alert("there", geocode="110101000000"))
    assert [found[0] for found in read(*both, areas=("310115",))] == ["here"]
    assert [found[0] for found in read(*both, areas=("浦东新区",))] == ["here", "there"]
    assert read(*both, areas=("440",)) == []


def test_a_feed_of_alerts_oldest_first_and_a_taking_back() -> None:
    feed = (alert("b", sent="2026-07-01T15:00:00+08:00", kind="Cancel", references="x,a,y"), alert("a"))
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(feed)}</feed>'
    first, second = read_cap(document.encode())
    assert (first.outside_id, first.over) == ("a", False)
    assert (second.outside_id, second.over, second.refers_to) == ("b", True, ("a",))


def test_a_feed_without_alerts_says_that_there_are_none() -> None:
    assert read_cap(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>') == []


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not xml",
        b"<html><body>login</body></html>",
        b'<!DOCTYPE alert [<!ENTITY a "b">]>' + alert().encode(),
        b"<a>" * 100 + b"</a>" * 100,
        alert().encode()[:200],
    ],
    ids=["nothing", "words", "a page", "a document type", "too deep", "half"],
)
def test_what_is_no_cap_is_said_to_be_none(document: bytes) -> None:
    with pytest.raises(NotCap):
        read_cap(document)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    with contextlib.suppress(NotCap):
        read_cap(document)
