"""Ingest: this process's share of the sites, each with its session, journal, rules and stores."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import time

from domain.site import Site
from domain.time import utc_now
from steward.folders import own_folder
from steward.installation import load_installation
from steward.settings import Settings
from steward.shards.committing import commit
from steward.shards.data_folder import DataFolder
from steward.shards.holding import Holding
from steward.shards.opening import Opening
from steward.shards.shard import Shard
from steward.shards.terms import LOOK_EVERY_S
from steward.steady_clock import ClockSet, SteadyClock
from steward.stopping import stop_event
from steward.wiring import open_records, open_telemetry

__all__ = ["commit", "run"]

log = logging.getLogger(__name__)

_LOCK_TIMEOUT_S = 0.5
"""Messages do not wait long for somebody else's transaction: what follows from them is committed a little later."""
_SWITCH_S = 0.0005
"""A thread that comes back from a wait gets its turn after this time, not after Python's 5 ms: that is an alarm's whole time."""


def run(settings: Settings) -> int:
    """Until told to stop. Any number of processes may run at once: see ``docs/adr/0014-shards.md``."""
    stop = stop_event()
    installation = load_installation(settings.file)
    records = open_records(settings, stop, lock_timeout_s=_LOCK_TIMEOUT_S)
    if records is None:
        return 0
    telemetry = open_telemetry(settings)
    own_folder(settings.run_dir)
    folder = DataFolder(settings.data_dir)
    clock = SteadyClock(utc_now, time.monotonic)
    opening = Opening(installation, records, telemetry, clock)

    def new_shard(site: Site) -> Shard:
        return Shard(site, folder, records, opening.open, clock)

    # Never the same twice: a process id alone is that of another container, or of who died.
    me = f"{socket.gethostname()}:{os.getpid()}-{secrets.token_hex(2)}"
    alive = folder.enter(me)
    holding = Holding(me, installation.sites, folder, records, new_shard, clock)
    log.info("ingest process %s", me)
    sys.setswitchinterval(_SWITCH_S)
    right_time = True
    try:
        while True:
            clock.watch()
            holding.look()
            if stop.wait(LOOK_EVERY_S):
                break
    except ClockSet as error:
        log.error("ingest stops: %s", error)
        right_time = False
    finally:
        well = holding.leave(time.sleep)
        alive.release()
        telemetry.close()
        records.close()
    return 0 if well and right_time else 1
