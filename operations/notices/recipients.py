"""Whom notices go to: a table that is imported, opting out, and taking somebody off it.

An address is kept only with its owner's consent, sealed; without a name. What ends is wiped at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from domain.identity import stable_id
from domain.notice_delivery import Recipient, RecipientEnd
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site, Space
from operations.notices import tokens
from operations.row_table import RowTable

MOST_ROWS = 20_000
_TABLE = RowTable(
    headings={
        "unit": ("房号", "户号", "位置", "unit"),
        "phone": ("手机", "手机号", "电话", "phone"),
        "email": ("邮箱", "电子邮箱", "email"),
        "language": ("语言", "language"),
        "consent": ("同意接收", "同意", "consent"),
    },
    most_rows=MOST_ROWS,
    longest_cell=300,
)
_YES = frozenset({"是", "同意", "已同意", "y", "yes", "true", "1"})
_NO = frozenset({"", "否", "不同意", "n", "no", "false", "0"})
_LANGUAGES = {"": "zh", "zh": "zh", "中文": "zh", "en": "en", "英文": "en", "english": "en"}


class SealsAddresses(Protocol):
    """Checks and seals addresses of residents: `notify.notices.addresses.ResidentAddresses`."""

    def checked(self, by: str, address: str) -> str:
        """The address as the kind of channel keeps it. Raises `Refusal`."""

    def hint(self, by: str, address: str) -> str:
        """What screens show of it."""

    def digest(self, by: str, address: str) -> str:
        """A keyed digest by which the same is found again."""

    def close(self, address: str, recipient_id: str) -> str:
        """Sealed for the row of this recipient."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: how many addresses it named with consent, how many rows had none, and how many opted out before and stay out."""

    kept: int
    without_consent: int
    stayed_out: int


class Importing:
    """Takes a table of one site; in one transaction, all rows or none."""

    def __init__(self, tx: Transaction, site: Site, seal: SealsAddresses, secret: bytes, *, by: str, at: datetime) -> None:
        self._tx = tx
        self._site = site
        self._seal = seal
        self._secret = secret
        self._by = by
        self._at = at
        self._kept = self._without = self._stayed_out = 0

    def take(self, table: str) -> Imported:
        """Add or change what the table names; who is not in it stays. Raises `operations.row_table.BadRows` with every bad row."""
        _TABLE.take(table, ("unit", "consent"), self._row)
        return Imported(self._kept, self._without, self._stayed_out)

    def _row(self, row: Mapping[str, str]) -> bool:
        unit = unit_called(self._site, row["unit"])
        addresses = [(by, row.get(column, "")) for by, column in (("sms", "phone"), ("email", "email")) if row.get(column, "")]
        if not addresses:
            raise Refusal("请填写手机或邮箱", "give a phone number or an e-mail address")
        language = _LANGUAGES.get(row.get("language", "").casefold())
        if language is None:
            raise Refusal("语言请填 zh 或 en", "the language is zh or en")
        consent = row["consent"].casefold()
        if consent not in _YES | _NO:
            raise Refusal("“同意接收”请填 是 或 否", "consent is yes or no")
        for by, address in addresses:
            self._address(unit, by, self._seal.checked(by, address), language, agreed=consent in _YES)
        return True

    def _address(self, unit: Space, by: str, address: str, language: str, *, agreed: bool) -> None:
        digest = self._seal.digest(by, address)
        recipient_id = stable_id("notice-recipient", self._site.id, unit.id, digest)
        known = self._tx.notices.recipients.get(recipient_id)
        if not agreed:
            self._without += 1
            if known is not None and known.ended is None:
                end(self._tx, known, RecipientEnd.NO_CONSENT, self._at)
            return
        if any(each.ended is RecipientEnd.OPTED_OUT for each in self._tx.notices.recipients.by_digest(digest)):
            self._stayed_out += 1
            return
        self._kept += 1
        off = tokens.digest_of(tokens.off_token(self._secret, recipient_id))
        consented = self._at if known is None or known.ended is not None else known.consented_at
        self._tx.notices.recipients.put(
            Recipient(
                id=recipient_id,
                site=self._site.id,
                unit=unit.id,
                by=by,
                sealed=self._seal.close(address, recipient_id),
                hint=self._seal.hint(by, address),
                digest=digest,
                off_digest=off,
                language=language,
                consented_at=consented,
                added_at=self._at if known is None else known.added_at,
                added_by=self._by,
            )
        )


def unit_called(site: Site, written: str) -> Space:
    """The space that a table calls by its id, or by its names from the building on (``3号楼 12层``). Raises `Refusal`."""
    wanted = _plain(written)
    if not wanted:
        raise Refusal("请填写房号", "say which unit it is")
    found = site.spaces.get(written.strip())
    if found is not None:
        return found
    named = [space for space in site.spaces.values() if wanted in (_names(site, space, "zh"), _names(site, space, "en"))]
    if len(named) != 1:
        raise Refusal(f"项目中没有 {written}", f"{site.id} has no unit {written}; write its id, or its names from the building on")
    return named[0]


def opt_out(tx: Transaction, token: str, at: datetime) -> int:
    """Whoever holds this token wants no more: every row with the same address ends. Returns how many did. Raises `KeyError`."""
    found = tx.notices.recipients.by_off(tokens.digest_of(token))
    if found is None:
        raise KeyError("token")
    ended = 0
    for each in tx.notices.recipients.by_digest(found.digest):
        if each.ended is not RecipientEnd.OPTED_OUT:
            end(tx, each, RecipientEnd.OPTED_OUT, at)
            ended += 1
    return ended


def end(tx: Transaction, recipient: Recipient, why: RecipientEnd, at: datetime) -> None:
    """Nothing more goes there; the address is wiped, and what was on its way is cancelled."""
    tx.notices.recipients.put(replace(recipient, sealed="", ended_at=at, ended=why))
    tx.notices.deliveries.cancel(recipient_id=recipient.id)


def _names(site: Site, space: Space, language: str) -> str:
    return _plain(" ".join(each.name.zh if language == "zh" else each.name.en for each in site.space_path(space.id)))


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())
