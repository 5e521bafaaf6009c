"""How the verification of a first signal of fire begins: a stored deadline, and a call to go and look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.records import Transaction
from domain.site import Site
from domain.verification import Verification
from operations import fire_announcements
from operations.fire_zone import zone_of
from rules.permits.fire_test import FIRE_PLAN

_VERIFY_S = 180.0
"""Practice; the site's setting ``fire_verify_s``."""


def on_shown(tx: Transaction, alarm: Alarm, site: Site, now: datetime) -> None:
    """`alarm` is shown, and something may have hidden it. If it is a signal of fire that stands, somebody has to go and look.

    Signals that are shown together do not confirm each other: they came while they were expected. What is or was
    verified stays as it is.
    """
    if alarm.plan == FIRE_PLAN and alarm.condition and alarm.hidden_by is None and tx.verifications.get(alarm.id) is None:
        wait(tx, alarm, None, zone_of(site, alarm.asset), site, now)


def wait(tx: Transaction, alarm: Alarm, mine: Verification | None, zone: str, site: Site, now: datetime) -> None:
    """Have `alarm` verified within the site's limit; `mine` is its verification of before, if there is one."""
    limit = timedelta(seconds=site.settings.get("fire_verify_s", _VERIFY_S))
    fire_announcements.verify(tx, alarm, begin(tx, alarm, mine, zone, now, now + limit), site, now)


def begin(tx: Transaction, alarm: Alarm, mine: Verification | None, zone: str, now: datetime, verify_by: datetime) -> Verification:
    """A verification that waits: a new one, or anew the one (`mine`) that was decided when the alarm came before."""
    fresh = Verification(alarm.id, alarm.site, zone, started_at=now, verify_by=verify_by)
    if mine is not None:
        return tx.verifications.save(replace(fresh, version=mine.version))
    tx.verifications.add(fresh)
    return fresh
