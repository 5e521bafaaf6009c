"""Feeds of weather warnings: a real server is asked, what it says is taken over, and its silence is told."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.outbox import NotificationKind
from domain.plan import WarningLevel
from domain.problem import BadConfiguration
from domain.records import Records
from domain.site import Site
from domain.weather import WarningState
from egress.addresses import allowed
from steward.absence import Absence
from steward.installation import Installation
from steward.settings import load
from steward.weather_feeds import TOLD_AFTER, WeatherFeeds
from tests.egress.receiver import Received, Receiver, Reply, receiving
from tests.operations.scenes import HOUR, SITE
from tests.operations.weather.test_cap import SENT, alert

NOW = SENT + HOUR


class SetClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def written(folder: Path, weather: str) -> Path:
    (folder / "site.yaml").write_text("")
    file = folder / "steward.yaml"
    file.write_text(f"sites: [site.yaml]\n{weather}")
    return file


def feeds(folder: Path, records: Records, server: Receiver, clock: SetClock, more: str = "") -> WeatherFeeds:
    settings = load(written(folder, f"egress: {{allow: ['http://127.0.0.1:{server.port}']}}\nweather: {{met: {{url: '{server.url}', every_min: 10{more}}}}}\n"))
    return WeatherFeeds(Installation(settings, {SITE.id: SITE}, (), {}), records, threading.Event(), Absence("the records"), clock)


def answering(server: Receiver, body: str, status: int = 200) -> None:
    server.answer = lambda _: Reply(status, parts=lambda: iter((body.encode(),)))


def levels(records: Records) -> list[WarningLevel]:
    with records.reading() as tx:
        return [each.level for each in tx.weather_warnings.list((SITE.id,), state=WarningState.IN_FORCE).items]


def told(records: Records) -> list[str]:
    with records.reading() as tx:
        return [each.title.zh for each in tx.outbox.list(site=SITE.id) if each.kind is NotificationKind.WEATHER and "中断" in each.title.zh]


def test_a_warning_of_a_feed_holds_and_is_asked_for_at_its_own_pace(records: Records, tmp_path: Path) -> None:
    clock = SetClock()
    with receiving() as server:
        answering(server, alert())
        them = feeds(tmp_path, records, server, clock)
        them.look()
        them.look()
        assert (levels(records), len(server.received)) == ([WarningLevel.ORANGE], 1)
        clock.now += timedelta(minutes=10)
        answering(server, alert("b", severity="Red", headline="发布暴雨红色预警", sent="2026-07-01T14:30:00+08:00"))
        them.look()
        assert (levels(records), len(server.received)) == ([WarningLevel.RED], 2)


def test_another_area_is_not_ours(records: Records, tmp_path: Path) -> None:
    with receiving() as server:
        answering(server, alert())
        feeds(tmp_path, records, server, SetClock(), ", areas: ['440']").look()
    assert levels(records) == []


def test_its_token_goes_with_the_question_and_stands_nowhere_else(records: Records, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "token").write_text("a-very-secret-token\n")
    with receiving() as server, caplog.at_level(logging.DEBUG):
        answering(server, "no", 401)
        feeds(tmp_path, records, server, SetClock(), ", token_file: token").look()
        (asked,) = server.received
    assert isinstance(asked, Received)
    assert (asked.method, asked.headers["authorization"]) == ("GET", "Bearer a-very-secret-token")
    assert "status 401" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"), [("<html>down</html>", 200), ("", 200), (alert(), 503), (alert()[:300], 200)], ids=["a page", "nothing", "503", "half"]
)
def test_a_feed_that_cannot_be_read_changes_nothing_and_is_told_after_an_hour_once(records: Records, tmp_path: Path, body: str, status: int) -> None:
    clock = SetClock()
    with receiving() as server:
        answering(server, alert(expires="2026-07-03T00:00:00+08:00"))
        them = feeds(tmp_path, records, server, clock)
        them.look()
        answering(server, body, status)
        for _ in range(40):
            clock.now += timedelta(minutes=2)
            them.look()
        assert levels(records) == [WarningLevel.ORANGE]
        assert told(records) == ["气象预警来源 met 已中断"]
        answering(server, alert("b", severity="Red", headline="发布暴雨红色预警", sent="2026-07-01T16:00:00+08:00"))
        clock.now += timedelta(minutes=2)
        them.look()
        assert levels(records) == [WarningLevel.RED]
        answering(server, body, status)
        clock.now += timedelta(minutes=20)
        them.look()
        clock.now += TOLD_AFTER
        them.look()
        assert len(told(records)) == 2


def test_a_private_address_is_not_called_unless_it_is_listed(records: Records, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with receiving() as server:
        settings = load(written(tmp_path, f"weather: {{met: {{url: 'https://127.0.0.1:{server.port}/'}}}}\n"))
        assert settings.egress == allowed([])
        WeatherFeeds(Installation(settings, {SITE.id: SITE}, (), {}), records, threading.Event(), Absence("the records"), SetClock()).look()
        assert server.received == []
    assert "cannot be read" in caplog.text


def test_it_asks_by_itself_and_stops(records: Records, tmp_path: Path) -> None:
    sites: dict[str, Site] = {SITE.id: SITE}
    stop = threading.Event()
    with receiving() as server:
        answering(server, alert())
        settings = load(written(tmp_path, f"egress: {{allow: ['http://127.0.0.1:{server.port}']}}\nweather: {{met: {{url: '{server.url}'}}}}\n"))
        them = WeatherFeeds(Installation(settings, sites, (), {}), records, stop, Absence("the records"), SetClock())
        them.start()
        server.wait(1)
        stop.set()
        them.join()
    assert levels(records) == [WarningLevel.ORANGE]


@pytest.mark.parametrize(
    ("weather", "line", "word"),
    [
        ("weather:\n  met:\n    url: ftp://example.com\n", 4, "ftp"),
        ("weather:\n  met:\n    url: https://user:secret@example.com/\n", 4, "https address"),
        ("weather:\n  met: {url: https://example.com, every_min: 0}\n", 3, "1"),
        ("weather:\n  met: {url: https://example.com, wrong: 1}\n", 3, "wrong"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, weather: str, line: int, word: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        load(written(tmp_path, weather))
    (problem,) = caught.value.problems
    assert (problem.line, word in str(problem)) == (line, True), str(problem)
