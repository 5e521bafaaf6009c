"""Webhooks beside the worker's other duties: a thread of its own, so that deadlines never wait for somebody else's server."""

from __future__ import annotations

import threading

from domain.records import Records, RecordsUnavailable
from domain.time import utc_now
from egress.client import Egress
from notify.webhooks.pump import Pump
from notify.webhooks.secrets import Seal
from steward.absence import Absence
from steward.folders import signing_secret
from steward.installation import Installation

_PATIENCE_S = 25.0
_DUTY = "webhooks"


class Webhooks:
    """Tells other systems until `stop` is set."""

    def __init__(self, installation: Installation, records: Records, stop: threading.Event, records_away: Absence) -> None:
        settings = installation.settings
        self._pump = Pump(records, Egress(settings.egress), Seal(signing_secret(settings.data_dir)), utc_now, tuple(installation.sites))
        self._away = records_away
        self._thread = threading.Thread(target=self._pump.run, args=(stop, self._heard), name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def join(self) -> None:
        """After `stop` was set: wait until what is being sent has been answered or given up; what is not is sent again."""
        self._thread.join(_PATIENCE_S)

    def _heard(self, error: RecordsUnavailable | None) -> None:
        if error is None:
            self._away.over(_DUTY)
        else:
            self._away.met(_DUTY, error)
