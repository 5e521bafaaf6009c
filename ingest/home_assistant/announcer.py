"""Keeping what stands with the broker for Home Assistant as the records say it.

Nothing here is a stream of steps: the whole picture of a site is made again when something has happened, and what
differs from what stands with the broker is put there. So a crash, an outage or a change of hands needs no repair of its
own. Drills are never told.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from domain.event_log import EventType
from domain.identity import LIVE
from domain.records import AlarmFilter, LeaseLost, Records, RecordsUnavailable, Transaction
from domain.site import Site
from ingest import atomic_file
from ingest.home_assistant.entities import MOST_ASSETS, HomeAssistant, Topics, active, retained
from ingest.home_assistant.shelf import Shelf
from ingest.outlet import NotPublished
from ingest.patience import Complaint, delays
from ingest.session import SessionSettings

log = logging.getLogger(__name__)

TOLD = "home_assistant"
"""The file in a site's folder with the discovery prefix under which it was told: what is to be taken away when that is turned off."""
_LOOK_EVERY_S = 1.0
"""People's steps come from other processes, which cannot wake us."""
_BREATHE_S = 0.1
"""Of a flood not every step is told, only what is true after it."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0
_STOP_WITHIN_S = 12.0
_PAGES, _PAGE = 10, 200
_EVENTS = 500


class Announcer:
    """One thread that tells Home Assistant of one site; `how` `None`: it takes away what was told before, and ends."""

    def __init__(self, site: Site, records: Records, settings: SessionSettings, folder: Path, how: HomeAssistant | None) -> None:
        self._site = site
        self._records = records
        self._settings = settings
        self._told_file = folder / TOLD
        self._how = how
        self._stopping = threading.Event()
        self._news = threading.Event()
        self._complaint = Complaint(f"{site.id}: Home Assistant cannot be told of alarms")
        self._read = 0
        self._before: set[str] = set()
        self._thread = threading.Thread(target=self._run, name=f"home assistant {site.id}", daemon=True)

    @property
    def needed(self) -> bool:
        """Whether there is anything to tell or to take away."""
        return self._how is not None or self._told_file.exists()

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def wake(self) -> None:
        """Alarms may have changed; returns at once."""
        self._news.set()

    def stop(self) -> None:
        """End; what was told stays: the availability topic says that nobody keeps it up to date."""
        self._stopping.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN_S)

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            try:
                self._take_away_old()
                if self._how is None:
                    return
                self._tell(self._how)
            except LeaseLost as error:
                log.warning("%s: telling Home Assistant ends: %s", self._site.id, error)
                return
            except (NotPublished, RecordsUnavailable, OSError) as error:
                if not self._complaint.standing:
                    waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
                self._complaint.raise_(error)
            except Exception as error:
                log.exception("%s: telling Home Assistant failed", self._site.id)
                self._complaint.raise_(error)
            self._stopping.wait(next(waits))

    def _shelf(self, prefix: str) -> Shelf:
        topics = Topics(prefix, self._site.id)
        return Shelf(self._settings, f"steward-home-assistant-{self._site.id}", topics.filters, f"{topics.base}/_mark", self._news.set)

    def _take_away_old(self) -> None:
        """What was told under another prefix, or at all when it is turned off."""
        told = self._told_file.read_text(encoding="utf-8") if self._told_file.exists() else None
        if told is None or (self._how is not None and self._how.prefix == told):
            return
        with self._records.reading():  # only for the owner of the site
            pass
        shelf = self._shelf(told)
        try:
            shelf.put(dict.fromkeys(shelf.standing(), b""))
        finally:
            shelf.close()
        self._told_file.unlink()
        log.info("%s: Home Assistant is no longer told under %s", self._site.id, told)

    def _tell(self, how: HomeAssistant) -> None:
        atomic_file.write(self._told_file, how.prefix.encode())
        shelf = self._shelf(how.prefix)
        try:
            with self._records.reading() as tx:
                self._before = self._assets_of_the_past(tx)
                self._read = tx.events.bounds()[1]
            self._put_right(shelf, how)
            while not self._stopping.is_set():
                woken = self._news.wait(_LOOK_EVERY_S)
                self._news.clear()
                if self._something_happened() or woken:
                    self._put_right(shelf, how)
                    self._stopping.wait(_BREATHE_S)
                else:
                    shelf.standing()
        finally:
            shelf.close()

    def _something_happened(self) -> bool:
        """Whether there are steps of alarms that we have not seen."""
        found = False
        with self._records.reading() as tx:
            while events := tx.events.after(self._read, limit=_EVENTS, sites=(self._site.id,)):
                self._read = events[-1].sequence
                found = found or any(logged.event.type is EventType.ALARM and logged.event.realm == LIVE for logged in events)
        return found

    def _put_right(self, shelf: Shelf, how: HomeAssistant) -> None:
        with self._records.reading() as tx:
            alarming = active(tx.alarms.open_at(self._site.id, LIVE))
        standing = shelf.standing()
        self._before |= Topics(how.prefix, self._site.id).assets_in(standing)
        wanted = retained(self._site, alarming, self._before, how)
        self._before |= {alarm.asset for alarm in alarming}
        # First what is to go: what takes its place may have the same name.
        shelf.put(dict.fromkeys(standing.keys() - wanted.keys(), b""))
        shelf.put({topic: payload for topic, payload in wanted.items() if standing.get(topic) != payload})
        self._complaint.settle()

    def _assets_of_the_past(self, tx: Transaction) -> set[str]:
        """Assets of the newest alarms that are kept, as many as may be told."""
        found: set[str] = set()
        cursor: str | None = None
        for _ in range(_PAGES):
            page = tx.alarms.list(AlarmFilter(sites=(self._site.id,), realm=LIVE), cursor=cursor, limit=_PAGE)
            found.update(alarm.asset for alarm in page.items)
            cursor = page.next_cursor
            if cursor is None or len(found) >= MOST_ASSETS:
                break
        return found
