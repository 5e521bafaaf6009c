"""``steward device credentials``: its options, whose passwords are to be made, and what is said of it."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.joining.broker_passwords import PasswordFile
from steward.joining.credentials import Files, make, revoke
from steward.joining.sign_ins import SignIns, user_of
from steward.joining.trial import readable
from steward.settings import Settings

_STEWARD = "steward"
_RELOAD = "Mosquitto reads them when it is told to: systemctl reload mosquitto, or docker compose restart mosquitto"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--device", action="append", metavar="ID", help="a device that signs in at the broker; may be given again")
    whose.add_argument("--all", action="store_true", help="every device that signs in at the broker")
    whose.add_argument("--revoke", action="append", metavar="ID", help="take a device's password and rights away; may be given again")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--new-only", action="store_true", help="pass over those that have a password already")
    again.add_argument("--renew", action="store_true", help="make a new password for those that have one already: the old one ends")
    parser.add_argument("--passwords", type=Path, required=True, metavar="FILE", help="Mosquitto's password_file")
    parser.add_argument("--acl", type=Path, required=True, metavar="FILE", help="Mosquitto's acl_file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the new passwords into this CSV file, for its owner alone, instead of showing them")


def run(arguments: argparse.Namespace, settings: Settings, file: Path) -> None:
    """Do it. Raises `BadConfiguration`."""
    site = readable(file)
    files = Files(arguments.passwords, arguments.acl, arguments.out)
    steward = settings.mqtt.username or _STEWARD
    if arguments.revoke:
        if arguments.new_only or arguments.renew or arguments.out:
            raise _mistake("--revoke makes no passwords", "Leave --new-only, --renew and --out away")
        devices = [*dict.fromkeys(arguments.revoke)]
        done = revoke(site, steward, files, devices)
        print(f"Taken away: {', '.join(user_of(site.id, device) for device in devices)}. Who is connected may stay so until Mosquitto is told.")
    else:
        done = make(site, steward, files, lambda those, there: _chosen(arguments, site, those, there))
        if arguments.out is None:
            for user, password in done.made.items():
                print(f"{user}: {password}")
        where = f"stands in {arguments.out}" if arguments.out else "is shown this once, and kept nowhere in clear"
        told = f"; what was made {where}" if done.made else ""
        print(f"New passwords: {len(done.made)}, as before: {done.kept}{told}.")
        for line in _settings_of_bridges(settings, site, done.made):
            print(line)
    print(f"Rights of all that have a password: {arguments.acl}. {_RELOAD}.")
    for note in done.notes:
        print(f"Note: {note}.")
    if settings.mqtt.embedded:
        print("Note: this installation runs the embedded broker, which knows none of these files: they are for a Mosquitto.")


def _settings_of_bridges(settings: Settings, site: Site, made: Collection[str]) -> list[str]:
    """What is to be written in ``steward.yaml`` where a bridge is the gateway whose password was made."""
    found = []
    for name, block in settings.bridges.items():
        user = user_of(site.id, str(block.get("gateway")))
        if block.get("site") == site.id and user in made:
            found.append(f"The bridge `{name}` is {user}: write `username: {user}` and `password_file:` in its block of {settings.file}")
    return found


def _chosen(arguments: argparse.Namespace, site: Site, those: SignIns, there: PasswordFile) -> Sequence[str]:
    """The devices that get a new password. Raises `BadConfiguration` for those that cannot, or have one."""
    devices = [*those.of] if arguments.all else [*dict.fromkeys(arguments.device)]
    problems = [problem for device in devices if device not in those.of for problem in [_cannot(site, device, those)]]
    if problems:
        raise BadConfiguration(problems)
    known = [device for device in devices if those.of[device].user in there.users]
    if known and not arguments.new_only and not arguments.renew:
        names = ", ".join(known)
        raise _mistake(f"these have a password already: {names}", "Pass over them with --new-only, or make new ones with --renew")
    return [device for device in devices if not (arguments.new_only and device in known)]


def _cannot(site: Site, device: str, those: SignIns) -> Problem:
    found = site.devices.get(device)
    if found is None:
        near = get_close_matches(device, site.devices, n=1, cutoff=0.5)
        return Problem("--device", None, f"{site.id} has no device `{device}`", f"Did you mean `{near[0]}`?" if near else "Correct it, or add it first")
    if found.gateway in those.of:
        return Problem("--device", None, f"`{device}` does not sign in by itself: it speaks through `{found.gateway}`", f"Give --device {found.gateway}")
    other = next((name for name, each in those.of.items() if device in each.rights.values()), None)
    remedy = f"Give --device {other}" if other else "docs/joining-devices.md says what to write by hand"
    return Problem("--device", None, f"`{device}` does not sign in by itself: in the dialect `{found.dialect}`, a program does for it", remedy)


def _mistake(problem: str, remedy: str) -> BadConfiguration:
    return BadConfiguration([Problem("device credentials", None, problem, remedy)])
