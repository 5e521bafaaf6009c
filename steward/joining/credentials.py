"""Passwords and rights of a site's devices at Mosquitto: made, made anew, taken away.

Each file is replaced whole, and neither if anything is wrong with either. Rights come before passwords and go after them: a
right without a password lets nobody in.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.joining import broker_acl
from steward.joining.broker_passwords import PasswordFile, new_password
from steward.joining.replacing import Replacement, alone_in
from steward.joining.sign_ins import SignIns, sign_ins, user_of

_TEXT = "surrogateescape"
"""What is no UTF-8 in a line of somebody else's stays as it is."""


@dataclass(frozen=True, slots=True)
class Files:
    """Mosquitto's files; `out` is where new passwords are written in clear, once, if they are to be."""

    passwords: Path
    acl: Path
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: new passwords by user, and what somebody should know besides."""

    made: Mapping[str, str]
    kept: int
    notes: Sequence[str]


def make(site: Site, steward: str, files: Files, chosen: Callable[[SignIns, PasswordFile], Sequence[str]]) -> Done:
    """New passwords for the devices that `chosen` names, and the rights of all that have one. `steward`: as whom Steward signs in.

    Raises `BadConfiguration`; then both files are as they were.
    """
    those = sign_ins(site)
    with _open(files) as (passwords, acl):
        there = PasswordFile(passwords.data or b"")
        made = {those.of[device].user: new_password() for device in chosen(those, there)}
        kept = len(there.users & {each.user for each in those.of.values()} - set(made))
        notes = _replace(site, steward, those, passwords, acl, there.changed(made))
        with _out(files.out, made):
            acl.commit()
            passwords.commit()
    return Done(made, kept, notes)


def revoke(site: Site, steward: str, files: Files, devices: Sequence[str]) -> Done:
    """Take the passwords and rights of `devices` away; they need not be in the site file any more. Raises as `make`."""
    those = sign_ins(site)
    with _open(files) as (passwords, acl):
        there = PasswordFile(passwords.data or b"")
        users = [user_of(site.id, device) for device in devices]
        problems = [
            Problem(str(files.passwords), None, f"there is no password of `{user}`", f"Those of {site.id}: {', '.join(_devices(there, site)) or 'none'}")
            for user in users
            if user not in there.users
        ]
        if problems:
            raise BadConfiguration(problems)
        notes = _replace(site, steward, those, passwords, acl, there.changed({}, users))
        kept = len(PasswordFile(there.changed({}, users)).users & {each.user for each in those.of.values()})
        passwords.commit()
        acl.commit()
    return Done({}, kept, notes)


@contextlib.contextmanager
def _open(files: Files) -> Iterator[tuple[Replacement, Replacement]]:
    if files.passwords.resolve() == files.acl.resolve():
        raise BadConfiguration([Problem("--acl", None, "it is the same file as --passwords", "Give each a file of its own")])
    folders = [path.resolve().parent for path in (files.passwords, files.acl, files.out) if path is not None]
    with alone_in(folders), Replacement(files.passwords) as passwords, Replacement(files.acl) as acl:
        yield passwords, acl


def _replace(site: Site, steward: str, those: SignIns, passwords: Replacement, acl: Replacement, data: bytes) -> list[str]:
    """Write both beside what is there; returns what somebody should know."""
    users = PasswordFile(data).users
    new = acl.data is None
    text = broker_acl.template(steward) if acl.data is None else acl.data.decode(errors=_TEXT)
    with_password = [each for each in those.of.values() if each.user in users]
    lines = broker_acl.part(site.id, steward, those.reads, with_password, those.asks)
    acl.prepare(broker_acl.with_part(text, site.id, lines, str(acl.path)).encode(errors=_TEXT))
    passwords.prepare(data)
    notes = [*those.notes, *broker_acl.elsewhere(text, site.id, [each.user for each in those.of.values()], str(acl.path))]
    strangers = [device for device in _devices(PasswordFile(data), site) if device not in those.of]
    notes += [f"`{user_of(site.id, device)}` has a password, but the site has no such device that signs in: --revoke {device}" for device in strangers]
    if f"user {steward}" not in text.splitlines():
        notes.append(f"{acl.path} gives Steward itself (`user {steward}`) no rights: deploy/mosquitto.acl has them")
    if steward not in users:
        notes.append(f"{passwords.path} has no password of Steward itself: mosquitto_passwd {passwords.path} {steward}")
    if passwords.read_by_others:
        notes.append(f"Others than its owner may read {passwords.path}: chmod 600, if Mosquitto runs as its owner")
    if passwords.data is None or new:
        notes.append("A new file is readable by its owner alone: make the user that Mosquitto runs as its owner (chown mosquitto)")
    return notes


def _devices(there: PasswordFile, site: Site) -> list[str]:
    begin = user_of(site.id, "")
    return sorted(user.removeprefix(begin) for user in there.users if user.startswith(begin))


@contextlib.contextmanager
def _out(path: Path | None, made: Mapping[str, str]) -> Iterator[None]:
    """`made` in a CSV file of its own, there before the broker's files say so; not there if those cannot be replaced."""
    if path is None or not made:
        yield
        return
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("username", "password"), *made.items()])
    with Replacement(path) as replacement:
        if replacement.data is not None:
            raise BadConfiguration([Problem(str(path), None, "the file is there already", "Give another name, or remove it")])
        replacement.prepare(text.getvalue().encode())
        replacement.commit()
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
