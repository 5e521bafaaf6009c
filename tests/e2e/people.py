"""People of an installation, written into its records without a process for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.people import Department, Role
from domain.records import Conflict
from domain.time import utc_now
from steward.accounts import add_account
from steward.folders import own_folder
from steward.settings import load
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade


def add_people(config: Path, people: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Add `people`, usernames with role and department, as ``steward user add`` does; returns their passwords. Who is there already stays."""
    settings = load(config)
    own_folder(settings.data_dir)
    upgrade(settings.records_url)
    passwords = {name: f"the password of {name}" for name in people}
    records = DatabaseRecords(settings.records_url, clock=utc_now)
    try:
        for name, (role, department) in people.items():
            try:
                add_account(records, username=name, name=name, role=Role(role), department=Department(department), sites=("*",), password=passwords[name])
            except Conflict:
                continue
    finally:
        records.close()
    return passwords
