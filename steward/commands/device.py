"""``steward device``: let equipment join a site. Its entry in the site file, alone or from a table; its credentials at the broker."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from devices.catalogue import device_types
from domain.dialect import NATIVE
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.discovery import command as discovery_command
from steward.joining import credentials_command
from steward.joining.asked import Asked
from steward.joining.entry import lines
from steward.joining.replacing import PUBLIC, Replacement, alone_in
from steward.joining.site_change import Entry, join
from steward.joining.table import Sorted, entries_of, template
from steward.joining.trial import site_file, usable
from steward.settings import Settings, load

_RESTART = "Roles that run see the changed file within seconds and restart by themselves with it; Steward's log says so"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="one asset with a device of its own", allow_abbrev=False)
    many = actions.add_parser("import", help="the rows of a table, CSV or XLSX: all of them or none", allow_abbrev=False)
    empty = actions.add_parser("template", help="an empty table to fill in, CSV or XLSX", allow_abbrev=False)
    credentials = actions.add_parser("credentials", help="passwords and an ACL file for Mosquitto", allow_abbrev=False)
    discover = actions.add_parser("discover", help="proposals for what devices have announced to Home Assistant", allow_abbrev=False)
    for action in (add, many, empty, credentials, discover):
        action.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")
        action.add_argument("--site", help="the id of the site; may be left out where there is only one")
    for action in (add, many):
        action.add_argument("--dry-run", action="store_true", help="check and show everything, and write nothing")
    add.add_argument("id", metavar="ID", help="what it is called in topics: small letters, digits, hyphens")
    add.add_argument("--type", required=True, help="a device type of the catalogue")
    add.add_argument("--space", required=True, help="the id of the space it is in")
    add.add_argument("--name-zh", required=True, help="its Chinese name")
    add.add_argument("--name-en", required=True, help="its English name")
    add.add_argument("--gateway", help="the device it speaks through (default: it speaks to the broker itself)")
    add.add_argument("--dialect", default=NATIVE, help="how its payloads are written (default: native)")
    add.add_argument("--address", help="what it is called in that dialect (default: its id)")
    add.add_argument("--interval", help="expected seconds between messages (default: as its type)")
    add.add_argument("--count", action="append", default=[], metavar="NAME=NUMBER", help="how many of its numbered points: pump=3; may be given again")
    add.add_argument("--attribute", action="append", default=[], metavar="NAME=TEXT", help="a further fact; may be given again")
    add.add_argument("--fed-by", action="append", default=[], metavar="ID", help="an asset that it needs; may be given again")
    many.add_argument("file", type=Path, metavar="FILE", help="the table; `steward device template` makes an empty one")
    empty.add_argument("file", type=Path, metavar="FILE", help="where to write it: .xlsx or .csv")
    empty.add_argument("--language", choices=("zh", "en"), default="zh", help="of its headings (default: zh)")
    credentials_command.declare(credentials)
    discovery_command.declare(discover)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    settings = load(arguments.config)
    file = site_file(settings, arguments.site)
    actions = {"add": _add, "import": _import, "template": _template, "credentials": credentials_command.run, "discover": discovery_command.run}
    actions[arguments.action](arguments, settings, file)
    return 0


def _add(arguments: argparse.Namespace, settings: Settings, file: Path) -> None:
    entry = Entry(_asked(arguments), "device add")

    def choose(site: Site) -> Sequence[Entry]:
        for what, there in (("an asset", site.assets), ("a device", site.devices)):
            if entry.asked.id in there:
                remedy = f"Choose another id; what is there is changed in {file}"
                raise BadConfiguration([entry.problem(f"{site.id} has {what} `{entry.asked.id}` already", remedy)])
        return [entry]

    if arguments.dry_run:
        print("\n".join(lines(entry.asked)))
    join(file, choose, lambda each: usable(settings, each), write=not arguments.dry_run)
    if arguments.dry_run:
        print(f"Nothing was written. This would be added to `assets:` in {file}, and the site could be used with it.")
        return
    print(f"{entry.asked.id} was added to `assets:` in {file}.")
    print(_RESTART)
    _tell_of_credentials([entry], arguments)


def _import(arguments: argparse.Namespace, settings: Settings, file: Path) -> None:
    entries = entries_of(arguments.file)

    def choose(site: Site) -> Sequence[Entry]:
        found = Sorted(entries, site)
        print(f"{len(found.new)} new, {len(found.same)} already there and the same, {len(found.different)} there but different")
        if found.different:
            raise BadConfiguration(found.different)
        if arguments.dry_run:
            print("\n".join(line for entry in found.new for line in lines(entry.asked)))
        return found.new

    added = join(file, choose, lambda each: usable(settings, each), write=not arguments.dry_run)
    if arguments.dry_run or not added:
        print(f"Nothing was written. This would be added to `assets:` in {file}, and the site could be used with it." if added else "There is nothing to add.")
        return
    print(f"{len(added)} were added to `assets:` in {file}.")
    print(_RESTART)
    _tell_of_credentials(added, arguments)


def _tell_of_credentials(added: Sequence[Entry], arguments: argparse.Namespace) -> None:
    """The broker lets nobody publish of whom it does not know, and no gateway for a device that it does not know of."""
    options = f"--config {arguments.config}" + (f" --site {arguments.site}" if arguments.site else "")
    who = "Their" if len(added) > 1 else "Its gateway's" if added[0].asked.gateway else "Its"
    print(f"{who} rights at the broker: steward device credentials {options} --all --new-only --passwords FILE --acl FILE")


def _template(arguments: argparse.Namespace, settings: Settings, file: Path) -> None:
    data = template(arguments.file, usable(settings, file), device_types(), arguments.language)
    with alone_in([arguments.file.resolve().parent]), Replacement(arguments.file, PUBLIC) as replacement:
        if replacement.data is not None:
            raise BadConfiguration([Problem(str(arguments.file), None, "the file is there already", "Give another name, or remove it")])
        replacement.prepare(data)
        replacement.commit()
    sheets = ", with sheets of the spaces and device types there are" if arguments.file.suffix.lower() == ".xlsx" else ""
    print(f"Wrote {arguments.file}{sheets}. Its second row is an example: change or delete it.")


def _asked(arguments: argparse.Namespace) -> Asked:
    given = {
        "id": arguments.id,
        "type": arguments.type,
        "name_zh": arguments.name_zh,
        "name_en": arguments.name_en,
        "space": arguments.space,
        "gateway": arguments.gateway,
        "dialect": arguments.dialect,
        "address": arguments.address,
        "interval_s": arguments.interval,
        "counts": arguments.count,
        "attributes": arguments.attribute,
        "fed_by": arguments.fed_by,
    }
    options = {"id": "ID", "interval_s": "--interval", "counts": "--count", "attributes": "--attribute"}
    try:
        return Asked.model_validate(given)
    except ValidationError as error:
        problems = []
        for each in error.errors(include_url=False):
            field = str(each["loc"][0])
            option = options.get(field, f"--{field.replace('_', '-')}")
            problems.append(Problem(f"device add {option}", None, each["msg"].removeprefix("Value error, "), "Correct it"))
        raise BadConfiguration(problems) from None
