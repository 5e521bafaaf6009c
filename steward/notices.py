"""Notices to residents beside the worker's other duties: a thread of its own, so that deadlines never wait for somebody else's server."""

from __future__ import annotations

import threading

from domain.records import Records, RecordsUnavailable
from steward.absence import Absence
from steward.installation import Installation
from steward.residents import pump_of

_PATIENCE_S = 25.0
_DUTY = "notices to residents"


class SendingNotices:
    """Sends what is queued until `stop` is set."""

    def __init__(self, installation: Installation, records: Records, stop: threading.Event, records_away: Absence) -> None:
        self._away = records_away
        self._thread = threading.Thread(target=pump_of(installation.settings, records).run, args=(stop, self._heard), name="notices", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """After `stop` was set: wait until what is being sent has been answered or given up; what is not is sent again."""
        self._thread.join(_PATIENCE_S)

    def _heard(self, error: RecordsUnavailable | None) -> None:
        if error is None:
            self._away.over(_DUTY)
        else:
            self._away.met(_DUTY, error)
