"""Backtests beside the worker's other duties: a thread of its own that waits for processes of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from domain.records import Records, RecordsUnavailable
from domain.telemetry import TelemetryStore
from domain.time import utc_now
from ingest.committing import Stopped
from operations.backtests import run_next
from rules.rule import Rule
from steward.absence import Absence
from steward.installation import Installation, telemetry_settings
from steward.rules_in_force import RulesInForce
from steward.settings import Settings
from storage.telemetry import engines

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_PATIENCE_S = 10.0
_DUTY = "backtests"


def telemetry_opener(settings: Settings) -> Callable[[], TelemetryStore]:
    """Opens the telemetry store of an installation in any process: it can be pickled."""
    return partial(engines()[settings.telemetry.engine].open, telemetry_settings(settings), settings.data_dir)


class Backtesting:
    """Takes one backtest after the other until `stop` is set. Deadlines and deliveries never wait for it."""

    def __init__(self, installation: Installation, records: Records, stop: threading.Event, records_away: Absence) -> None:
        self._records_away = records_away
        self._installation = installation
        self._records = records
        self._stop = stop
        self._rules = {site.id: RulesInForce(records, site, installation.rules, wait=stop.wait) for site in installation.sites.values()}
        self._thread = threading.Thread(target=self._run, name="backtests", daemon=True)

    def start(self) -> None:
        """Begin to look for backtests."""
        self._thread.start()

    def join(self) -> None:
        """After `stop` was set: wait until what was begun is given back."""
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self._next()
            except RecordsUnavailable as error:
                worked = False
                self._records_away.met(_DUTY, error)
            except Stopped:
                return
            except Exception:
                log.exception("a backtest failed in a way that should not be; it is tried again")
                worked = False
            else:
                self._records_away.over(_DUTY)
            if not worked:
                self._stop.wait(_LOOK_EVERY_S)

    def _next(self) -> bool:
        settings = self._installation.settings
        return run_next(
            self._records,
            telemetry_opener(settings),
            self._installation.sites,
            self._rules_of,
            utc_now,
            settle_s=settings.ingest.settle_s,
            stopping=self._stop.is_set,
        )

    def _rules_of(self, site: str) -> Sequence[Rule]:
        rules = self._rules[site]
        return rules.rules(rules.newest())
