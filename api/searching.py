"""The index of what the sites consist of, in memory, made anew when a site changes."""

from __future__ import annotations

from threading import Lock

from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.records import AlarmFilter, OrderFilter, Transaction
from domain.site import Site
from domain.text import Text
from operations.knowledge import load
from operations.searching import Hit, Rank, Thing, ThingKind, Wanted, find, things_of
from operations.searching.things import Index

_LOCK = Lock()
_KNOWN: dict[str, tuple[Site, Index]] = {}


def index_of(site: Site) -> Index:
    """The index of a site; a site that was read anew is another object, and gets another index."""
    with _LOCK:
        known = _KNOWN.get(site.id)
        if known is None or known[0] is not site:
            known = _KNOWN[site.id] = (site, Index.of(things_of(site)))
        return known[1]


def search(parts: Services, rights: Rights, sites: tuple[str, ...], asked: Wanted, text: str, *, of_a_kind: int) -> list[tuple[ThingKind, list[Thing]]]:
    """What this person may see of what `text` names: by kind, the kind with the best find first, at most `of_a_kind` each."""
    hits = [hit for site in sites for hit in index_of(parts.sites[site]).find(asked)]
    hits += find(_procedures(rights), asked) + find(_rules(parts, sites), asked)
    with parts.records.reading() as tx:
        hits += find(_people(tx, sites), asked)
        hits += _orders(tx, sites, text, of_a_kind) + _alarms(tx, parts, sites, text, of_a_kind)
    groups: dict[ThingKind, list[Hit]] = {kind: [] for kind in ThingKind}
    for hit in hits:
        groups[hit.thing.kind].append(hit)
    found = [(kind, _best(kind, group)) for kind, group in groups.items() if group]
    found.sort(key=lambda item: item[1][0].rank)
    return [(kind, [hit.thing for hit in group[:of_a_kind]]) for kind, group in found]


def _best(kind: ThingKind, hits: list[Hit]) -> list[Hit]:
    # The records have put orders and alarms in order: the newest first.
    if kind in {ThingKind.ORDER, ThingKind.ALARM}:
        return hits
    return sorted(hits, key=lambda hit: (hit.rank, len(hit.thing.title.zh), hit.thing.place.zh, hit.thing.id))


def _procedures(rights: Rights) -> list[Thing]:
    if not rights.person.sites:
        return []
    return [Thing(ThingKind.SOP, sop.id, None, sop.title, sop.purpose, (sop.id, sop.title.zh, sop.title.en)) for sop in load().values()]


def _rules(parts: Services, sites: tuple[str, ...]) -> list[Thing]:
    return [
        Thing(ThingKind.RULE, rule.id, site, title, Text(rule.id, rule.id), (rule.id, title.zh, title.en))
        for site in sites
        for rule in parts.rules.of(site)
        for title in [Text(_without_place(rule.message.zh), _without_place(rule.message.en))]
    ]


def _without_place(message: str) -> str:
    return " ".join(message.replace("{asset}", "").split())


def _people(tx: Transaction, sites: tuple[str, ...]) -> list[Thing]:
    """Those whom a list of people shows too."""
    here = [person for person in tx.people.list() if any(person.works_at(site) for site in sites)]
    return [
        Thing(ThingKind.PERSON, person.username, None, Text(person.name, person.name), Text(person.username, person.username), (person.name, person.username))
        for person in here
    ]


def _orders(tx: Transaction, sites: tuple[str, ...], text: str, most: int) -> list[Hit]:
    found = tx.orders.list(OrderFilter(sites=sites, text=text), limit=most).items
    return [
        Hit(
            Thing(ThingKind.ORDER, order.id, order.site, order.title, Text("", ""), (), asset=order.asset, number=order.number, state=order.state),
            Rank.EXACT if order.number.casefold() == text.casefold() else Rank.CONTAINS,
        )
        for order in found
    ]


def _alarms(tx: Transaction, parts: Services, sites: tuple[str, ...], text: str, most: int) -> list[Hit]:
    found = tx.alarms.list(AlarmFilter(sites=sites, text=text), limit=most).items
    return [
        Hit(
            Thing(ThingKind.ALARM, alarm.id, alarm.site, alarm.message, _place(parts.sites[alarm.site], alarm.asset), (), asset=alarm.asset, state=alarm.state),
            Rank.CONTAINS,
        )
        for alarm in found
    ]


def _place(site: Site, asset: str) -> Text:
    known = site.assets.get(asset)
    return Text("", "") if known is None else site.place(known)


def may_search(rights: Rights) -> None:
    """Raises `Forbidden` for somebody who may see nothing at all."""
    rights.need_anywhere(Permission.VIEW)
