"""Deliveries beside the worker's other duties: a thread of its own, so that an alarm never waits for the tick of a clock."""

from __future__ import annotations

import threading

from domain.records import RecordsUnavailable
from domain.time import utc_now
from notify.addresses import Addresses
from notify.claiming import PostOffice
from notify.delivery import Deliveries
from notify.receipt_secrets import ReceiptSecrets
from steward.absence import Absence
from steward.channels import open_all
from steward.folders import signing_secret
from steward.installation import Installation
from storage.database.records import DatabaseRecords

_PATIENCE_S = 25.0
_DUTY = "deliveries"


class Reaching:
    """Calls people out and delivers until `stop` is set."""

    def __init__(self, installation: Installation, records: DatabaseRecords, stop: threading.Event, records_away: Absence) -> None:
        settings = installation.settings
        secret = signing_secret(settings.data_dir)
        self.channels = open_all(settings)
        self.addresses = Addresses(secret)
        office = PostOffice(installation.sites, self.channels, ReceiptSecrets(secret), settings.server.public_url.rstrip("/"))
        self._deliveries = Deliveries(records, office, self.addresses, utc_now, watch=records.watch())
        self._away = records_away
        self._thread = threading.Thread(target=self._deliveries.run, args=(stop, self._heard), name="deliveries", daemon=True)

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
