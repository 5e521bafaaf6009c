"""``steward device discover --home-assistant``: what others have announced, as proposals for the site file. Nothing is written unasked."""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.site import Site
from ingest.session import SessionSettings, Tls
from simulators.broker_address import BrokerAddress
from steward.discovery import retained, rows
from steward.discovery.announcement import Entity, Own, Strange, read
from steward.discovery.proposal import propose
from steward.discovery.proposed import Proposed
from steward.discovery.retained import Standing
from steward.discovery.site_lists import block, write_into
from steward.joining.replacing import PUBLIC, Replacement, alone_in
from steward.joining.trial import usable
from steward.settings import Settings

_PREFIX = re.compile(r"[^+#$/\s][^+#\s]*")
_LONGEST_WAIT_S = 600.0


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options, beside ``--config`` and ``--site``."""
    parser.add_argument("--home-assistant", action="store_true", required=True, help="read the discovery messages that devices retain for Home Assistant")
    parser.add_argument("--broker", help="mqtt://user@host:port or mqtts://…, the password from STEWARD_MQTT_PASSWORD (default: that of steward.yaml)")
    parser.add_argument("--tls-ca", type=Path, help="certificate authority of that broker")
    parser.add_argument("--prefix", default="homeassistant", help="the discovery prefix (default: homeassistant)")
    parser.add_argument("--wait", type=float, default=3.0, metavar="SECONDS", help="done when the broker has sent nothing for so long (default: 3)")
    parser.add_argument("--from-file", type=Path, metavar="FILE", help="read what mosquitto_sub -v --retained-only wrote, not a broker")
    parser.add_argument("--space", help="the id of the space of whatever announces no area that the site has")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the proposals as a table, .csv or .xlsx")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="such a table with ids, names and spaces as you want them; what has no row in it is left out")
    parser.add_argument("--apply", action="store_true", help="write the proposals into the site file, after a preview and a question")
    parser.add_argument("--yes", action="store_true", help="with --apply: do not ask")


def run(arguments: argparse.Namespace, settings: Settings, file: Path) -> None:
    """Read, propose, show; write if that is asked for. Raises `BadConfiguration`."""
    _check(arguments)
    site = usable(settings, file)
    if arguments.space is not None and arguments.space not in site.spaces:
        raise BadConfiguration([Problem("--space", None, f"the site has no space `{arguments.space}`", f"It has {', '.join([*site.spaces][:20])}")])
    standing = _standing(arguments, settings)
    proposed = _proposed(standing, arguments, site)
    if arguments.rows is not None:
        proposed = rows.changed(proposed, arguments.rows)
    print("\n".join(_said(proposed)))
    if not standing.messages and not standing.too_long:
        print(f"Nothing is retained under {arguments.prefix}/, or the broker's access rules do not let us read it. --prefix names another one.")
    if arguments.out is not None:
        _write_table(arguments.out, proposed)
    if not proposed.assets:
        print("There is nothing to add.")
        return
    nowhere = [each.id for each in proposed.assets if each.space is None]
    if nowhere:
        problem = f"nobody says where these are: {', '.join(nowhere[:20])}{' …' if len(nowhere) > 20 else ''}"  # noqa: PLR2004
        remedy = "Give --space ID, or fill in the column Space of the table (--out FILE) and give it back with --rows FILE"
        if arguments.apply:
            raise BadConfiguration([Problem("device discover", None, problem, remedy)])
        print(f"Nothing was written. {problem[0].upper()}{problem[1:]}. {remedy}.")
        return
    write_into(file, proposed, lambda each: usable(settings, each), write=False)
    print(f"{len(proposed.assets)} assets and {len(proposed.devices)} devices would be added to {file}, and the site could be used with them.")
    if not arguments.apply or not (arguments.yes or _agreed()):
        print("Nothing was written." if arguments.apply else "Nothing was written; --apply does it.")
        return
    write_into(file, proposed, lambda each: usable(settings, each), write=True)
    print(f"Written into {file}. Roles that run see that and restart by themselves; the broker must let Steward read the topics of these devices.")


def _check(arguments: argparse.Namespace) -> None:
    problems = []
    if _PREFIX.fullmatch(arguments.prefix) is None or arguments.prefix.endswith("/"):
        problems.append(Problem("--prefix", None, f"`{arguments.prefix}` is no beginning of a topic", "Write the discovery prefix, such as homeassistant"))
    if not (math.isfinite(arguments.wait) and 0 < arguments.wait <= _LONGEST_WAIT_S):
        problems.append(Problem("--wait", None, f"{arguments.wait:g} is no number of seconds to wait", f"Write more than 0 and at most {_LONGEST_WAIT_S:g}"))
    if arguments.from_file is not None and arguments.broker is not None:
        problems.append(Problem("--from-file", None, "both a file and a broker are to be read", "Leave one of --from-file and --broker out"))
    if arguments.yes and not arguments.apply:
        problems.append(Problem("--yes", None, "there is no question without --apply", "Add --apply, or leave --yes out"))
    if arguments.out is not None and arguments.out.suffix.lower() not in {".csv", ".xlsx"}:
        problems.append(Problem(str(arguments.out), None, "a table is either CSV or XLSX", "Give a name that ends in .csv or .xlsx"))
    if arguments.tls_ca is not None and not arguments.tls_ca.is_file():
        problems.append(Problem("--tls-ca", None, f"there is no file {arguments.tls_ca}", "Correct the path"))
    if problems:
        raise BadConfiguration(problems)


def _standing(arguments: argparse.Namespace, settings: Settings) -> Standing:
    if arguments.from_file is not None:
        return retained.of_file(arguments.from_file)
    return retained.of_broker(_broker(arguments, settings), arguments.prefix, arguments.wait)


def _broker(arguments: argparse.Namespace, settings: Settings) -> SessionSettings:
    mqtt = settings.mqtt
    if arguments.broker is None:
        ca = arguments.tls_ca or mqtt.tls_ca
        return SessionSettings(mqtt.host, mqtt.port, mqtt.username, settings.mqtt_password(), tls=None if ca is None else Tls(ca))
    try:
        address = BrokerAddress.parse(arguments.broker, tls_ca=arguments.tls_ca)
    except ValueError as error:
        raise BadConfiguration([Problem("--broker", None, str(error), "Correct the address")]) from None
    password = os.environ.get("STEWARD_MQTT_PASSWORD", address.password)
    return SessionSettings(address.host, address.port, address.username, password, tls=Tls(address.tls_ca) if address.encrypted else None)


def _proposed(standing: Standing, arguments: argparse.Namespace, site: Site) -> Proposed:
    own = 0
    strange = [Strange(_printable(topic), "far too long") for topic in standing.too_long]
    entities: list[Entity] = []
    for topic, payload in sorted(standing.messages.items()):
        try:
            for each in read(topic, payload, arguments.prefix):
                if isinstance(each, Entity):
                    entities.append(each)
                else:
                    strange.append(each)
        except Own:
            own += 1
    if standing.stopped is not None:
        strange.append(Strange("reading", f"it was stopped early, at {standing.stopped}: there may be more devices"))
    space = arguments.space or (next(iter(site.spaces)) if len(site.spaces) == 1 else None)
    return propose(entities, strange, own, site, space)


def _said(proposed: Proposed) -> Iterator[str]:
    yield from block(proposed)
    for proposal in proposed.proposals:
        name = proposal.facts.name
        if proposal.there:
            yield f"{name}: there already, as {', '.join(proposal.there)}"
        yield from (f"{name}: {each}" for each in proposal.remarks)
        for entity, why in proposal.by_hand:
            yield f"{name}: to be mapped by hand: {entity.component} `{entity.name}`: {why}"
            yield f"    topic {_printable(entity.state_topic)}" + (f", template {_printable(entity.template)}" if entity.template else "")
    yield from (f"Left out: {each.where}: {each.why}" for each in proposed.strange)
    if proposed.own:
        yield f"Left out: {proposed.own} announcements of Steward's own"
    by_hand = sum(len(each.by_hand) for each in proposed.proposals)
    yield f"{len(proposed.proposals)} devices announced: {len(proposed.assets)} assets proposed, {by_hand} entities to be mapped by hand"


def _write_table(path: Path, proposed: Proposed) -> None:
    data = rows.table(path, proposed)
    with alone_in([path.resolve().parent]), Replacement(path, PUBLIC) as replacement:
        if replacement.data is not None:
            raise BadConfiguration([Problem(str(path), None, "the file is there already", "Give another name, or remove it")])
        replacement.prepare(data)
        replacement.commit()
    print(f"Wrote {path}. Change ids, names and spaces in it, and give it back with --rows {path} --apply.")


def _agreed() -> bool:
    print("Write this into the site file? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "是"}


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
