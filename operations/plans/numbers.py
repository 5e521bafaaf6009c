"""Whom a site calls, and at which number: the numbers that hold everywhere, and the site's own before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.emergency_number import LONGEST_NUMBER, EmergencyNumber
from domain.identity import is_slug
from domain.plan import Plan, Stage
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.text import Text
from operations.knowledge import CONTACTS

MOST_NUMBERS = 100
"""Of one site."""
LONGEST_NAME = 60
LONGEST_NOTE = 200
_DIALLED = frozenset("0123456789+*#-() ,;")
"""A comma and a semicolon are pauses before an extension."""


@dataclass(frozen=True, slots=True)
class WhomToCall:
    """A contact as a site knows it. `number` `None`: nobody has written one down; `own`: the site's entry, if it has one.

    `known`: one of `operations.knowledge.CONTACTS`, else the site's own contact.
    """

    contact: str
    name: Text
    number: str | None
    own: EmergencyNumber | None = None
    known: bool = True

    @property
    def gap(self) -> Text | None:
        """What is missing, in words; `None`: nothing."""
        return None if self.number else Text(f"{self.name.zh}：没有号码", f"{self.name.en}: no number")


def directory(tx: Transaction, site_id: str) -> Mapping[str, WhomToCall]:
    """Everybody whom the site may call: the known contacts in their order, then the site's own, by id."""
    own = {entry.contact: entry for entry in tx.emergency_numbers.of(site_id)}
    known = {each.id: _met(each.id, each.name, each.number, own.get(each.id)) for each in CONTACTS.values()}
    others = {id_: replace(_met(id_, entry.name, None, entry), known=False) for id_, entry in own.items() if id_ not in known}
    return {**known, **others}


def numbers_of(tx: Transaction, site_id: str) -> Mapping[str, str]:
    """The number of each contact that has one, by its id: 119, 120, 110 and 95598, with the site's own laid over them."""
    return {id_: whom.number for id_, whom in directory(tx, site_id).items() if whom.number}


def contacts_of(plan: Plan) -> Sequence[str]:
    """Whom a plan calls: its contacts in their order, then those that only its steps name."""
    in_steps = [step.contact for stage in Stage for _phase, step in plan.steps(stage) if step.contact is not None]
    return list(dict.fromkeys([*plan.contacts, *in_steps]))


def called_by(plan: Plan, known: Mapping[str, WhomToCall]) -> Iterator[WhomToCall]:
    """Whom `plan` calls, as the site knows them (`directory`). One that nobody knows has its id for a name, and no number."""
    return (known.get(id_) or WhomToCall(id_, Text(id_, id_), None) for id_ in contacts_of(plan))


def gaps_of(plan: Plan, known: Mapping[str, WhomToCall]) -> list[Text]:
    """What is missing among the numbers of a plan, in words; an empty list: everybody can be called."""
    return [whom.gap for whom in called_by(plan, known) if whom.gap is not None]


def put_number(
    tx: Transaction, site_id: str, contact: str, *, name: Text, number: str, note: str, checked: bool, version: int | None, by: str, at: datetime
) -> EmergencyNumber:
    """Write down what the site knows of a contact; `checked`: they have made sure of it just now.

    `version` is that of the entry which they saw (0: there was none; `None`: any). Whatever changes about the number makes it
    unchecked. Raises `Refusal` and `Conflict`.
    """
    before = tx.emergency_numbers.get(site_id, contact)
    if version not in (None, 0 if before is None else before.version):
        raise Conflict("somebody else changed the number")
    known = CONTACTS.get(contact)
    wanted = EmergencyNumber(site_id, contact, _name(name, known.name if known else None), _dialled(number), _note(note), at, by)
    stays = before is not None and before.number == wanted.number
    if checked and wanted.number:
        wanted = replace(wanted, checked_at=at, checked_by=by)
    elif stays and before is not None:
        wanted = replace(wanted, checked_at=before.checked_at, checked_by=before.checked_by)
    if before is not None:
        return tx.emergency_numbers.save(replace(wanted, version=before.version))
    if not is_slug(contact):
        raise Refusal("联系对象的代号只能用小写字母、数字和连字符", "The id of a contact may have small letters, digits and hyphens only")
    if len(tx.emergency_numbers.of(site_id)) >= MOST_NUMBERS:
        raise Refusal(f"每个项目最多 {MOST_NUMBERS} 个号码", f"A site keeps {MOST_NUMBERS} numbers at most")
    tx.emergency_numbers.add(wanted)
    return wanted


def remove_number(tx: Transaction, site_id: str, contact: str, *, version: int | None) -> None:
    """Forget what the site knows of a contact; what holds everywhere holds again. Raises `KeyError` and `Conflict`."""
    before = tx.emergency_numbers.get(site_id, contact)
    if before is None:
        raise KeyError(contact)
    if version not in (None, before.version):
        raise Conflict("somebody else changed the number")
    tx.emergency_numbers.remove(before)


def _met(contact: str, name: Text, everywhere: str | None, own: EmergencyNumber | None) -> WhomToCall:
    return WhomToCall(contact, name, everywhere) if own is None else WhomToCall(contact, own.name, own.number or everywhere, own)


def _name(name: Text, known: Text | None) -> Text:
    zh, en = name.zh.strip(), name.en.strip()
    if not zh and not en and known is not None:
        return known
    if not zh and not en:
        raise Refusal("请写明联系对象的名称", "Say who it is")
    if max(len(zh), len(en)) > LONGEST_NAME:
        raise Refusal(f"名称最长 {LONGEST_NAME} 字", f"A name has {LONGEST_NAME} characters at most")
    return Text(zh or en, en or zh)


def _dialled(number: str) -> str:
    cleaned = " ".join(number.split())
    if len(cleaned) > LONGEST_NUMBER or not set(cleaned) <= _DIALLED or (cleaned and not any(letter.isdigit() for letter in cleaned)):
        raise Refusal(
            f"号码“{cleaned[:LONGEST_NUMBER]}”不能拨打，只能有数字和 + - ( ) * #",
            f"“{cleaned[:LONGEST_NUMBER]}” cannot be dialled: a number has digits and + - ( ) * # only",
        )
    return cleaned


def _note(note: str) -> str:
    if len(note.strip()) > LONGEST_NOTE:
        raise Refusal(f"备注最长 {LONGEST_NOTE} 字", f"A note has {LONGEST_NOTE} characters at most")
    return note.strip()
