"""Feeds of weather warnings: a thread beside the worker's other duties asks each of them at its own pace.

What a feed says is taken over at once. One that cannot be read changes nothing, is tried again, and after an hour somebody is
told: a warning that does not come is not good weather.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Conflict, Records, RecordsUnavailable
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.time import utc_now
from egress.client import Egress, NotSent
from egress.connecting import Refused
from operations.telling import desk_posts, tell
from operations.weather.cap import NotCap, read_cap
from operations.weather.hearing import hear
from steward.absence import Absence
from steward.installation import Installation
from steward.settings import WeatherFeedSettings

log = logging.getLogger(__name__)

TOLD_AFTER = timedelta(hours=1)
_MOST_BYTES = 4 * 1024 * 1024
_LOOK_EVERY_S = 5.0
_AGAIN_AFTER = timedelta(minutes=1)
_PATIENCE_S = 25.0
_DUTY = "weather feeds"

_SILENT = Text("气象预警来源 {name} 已中断", "The weather feed {name} cannot be read")
_SINCE = Text("自 {time} 起无法读取，预警须人工录入：{why}", "since {time}: enter warnings by hand until it is back. {why}")


class Unreadable(Exception):
    """The feed did not answer with CAP; the text says why and holds no address and no secret."""


@dataclass
class _Feed:
    name: str
    settings: WeatherFeedSettings
    sites: tuple[Site, ...]
    next_at: datetime
    silent_since: datetime | None = None
    told: bool = False


class WeatherFeeds:
    """Asks every feed until `stop` is set."""

    def __init__(
        self, installation: Installation, records: Records, stop: threading.Event, records_away: Absence, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._records = records
        self._stop = stop
        self._away = records_away
        self._clock = clock
        self._egress = Egress(installation.settings.egress, most_bytes=_MOST_BYTES)
        self._feeds = [_Feed(name, feed, _sites_of(feed, installation.sites), clock()) for name, feed in installation.settings.weather.items()]
        self._thread = threading.Thread(target=self._run, name="weather", daemon=True)

    def start(self) -> None:
        """Begin, if there is any feed."""
        if self._feeds:
            self._thread.start()

    def join(self) -> None:
        """After `stop` was set."""
        if self._feeds:
            self._thread.join(_PATIENCE_S)

    def look(self) -> None:
        """Ask those whose time has come. Raises `RecordsUnavailable`; what was said then is asked for again."""
        for feed in self._feeds:
            now = self._clock()
            if feed.next_at <= now:
                self._ask(feed, now)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except RecordsUnavailable as error:
                self._away.met(_DUTY, error)
            except Exception:
                log.exception("a weather feed could not be taken over; it is tried again")
            else:
                self._away.over(_DUTY)
            if self._stop.wait(_LOOK_EVERY_S):
                return

    def _ask(self, feed: _Feed, now: datetime) -> None:
        feed.next_at = now + _AGAIN_AFTER
        try:
            said = read_cap(self._fetch(feed.settings), feed.settings.areas)
        except (Unreadable, NotCap) as error:
            self._silent(feed, str(error), now)
            return
        for site in feed.sites:
            try:
                with self._records.transaction() as tx:
                    changed = hear(tx, feed.name, said, site=site, at=now)
            except Conflict:  # somebody changes a warning by hand at this moment: it is heard again in a minute
                return
            if changed:
                log.info("weather feed %s: %d changes at %s", feed.name, changed, site.id)
        if feed.silent_since is not None:
            log.info("weather feed %s can be read again", feed.name)
        feed.silent_since, feed.told = None, False
        feed.next_at = now + timedelta(minutes=feed.settings.every_min)

    def _fetch(self, settings: WeatherFeedSettings) -> bytes:
        headers = {"Accept": "application/cap+xml, application/xml, application/atom+xml"}
        if settings.token_file is not None:
            try:
                headers["Authorization"] = f"Bearer {settings.token_file.read_text(encoding='utf-8').strip()}"
            except OSError as error:
                raise Unreadable(f"the file with its token cannot be read ({error.strerror})") from None
        try:
            answer = self._egress.request("GET", settings.url, headers=headers)
        except (NotSent, Refused) as error:
            raise Unreadable(str(error)) from None
        if answer.status != HTTPStatus.OK:
            raise Unreadable(f"it answers with status {answer.status}")
        return answer.body

    def _silent(self, feed: _Feed, why: str, now: datetime) -> None:
        if feed.silent_since is None:
            feed.silent_since = now
            log.error("weather feed %s cannot be read: %s; it is tried every minute", feed.name, why)
        if feed.told or now - feed.silent_since < TOLD_AFTER:
            return
        for site in feed.sites:
            since = feed.silent_since.astimezone(site.time_zone)
            body = _SINCE.filled(time=f"{since:%m-%d %H:%M}", why=why)
            key = f"weather-feed|{feed.name}|{site.id}|{since:%Y%m%d%H%M}"
            with self._records.transaction() as tx:
                department = Department.MANAGEMENT
                tell(
                    tx,
                    key,
                    NotificationKind.WEATHER,
                    department,
                    _SILENT.filled(name=feed.name),
                    body,
                    now,
                    site=site.id,
                    severity=Severity.MEDIUM,
                    posts=desk_posts(department),
                )
        feed.told = True


def _sites_of(feed: WeatherFeedSettings, sites: Mapping[str, Site]) -> tuple[Site, ...]:
    return tuple(site for site in sites.values() if not feed.sites or site.id in feed.sites)
