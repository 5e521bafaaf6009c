"""What is sealed opens in its own row, for its own purpose, with the installation's own secret, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problem import Refusal
from notify.addresses import Addresses
from notify.sealing import Seal, Unreadable

AT = datetime(2026, 1, 31, 8, tzinfo=UTC)
SECRET = b"an installation's secret, for tests only"


@given(st.text(), st.text(min_size=1))
def test_what_is_sealed_opens_in_its_row(plain: str, row: str) -> None:
    whole = plain.encode("utf-8", "replace").decode()
    assert Seal(SECRET, "p").open(Seal(SECRET, "p").close(whole, row), row) == whole


@pytest.mark.parametrize(
    ("secret", "purpose", "row", "cut"),
    [(b"another", "p", "r1", 0), (SECRET, "q", "r1", 0), (SECRET, "p", "r2", 0), (SECRET, "p", "r1", 4)],
    ids=["another secret", "another purpose", "another row", "damaged"],
)
def test_it_opens_nowhere_else(secret: bytes, purpose: str, row: str, cut: int) -> None:
    sealed = Seal(SECRET, "p").close("13812345678", "r1")
    with pytest.raises(Unreadable):
        Seal(secret, purpose).open(sealed[cut:], row)


def test_the_digest_is_keyed() -> None:
    mine = Seal(SECRET, "p").digest("sms", "13812345678")
    assert mine == Seal(SECRET, "p").digest("sms", "13812345678")
    assert len({mine, Seal(b"another", "p").digest("sms", "13812345678"), Seal(SECRET, "q").digest("sms", "13812345678")}) == 3


def test_an_address_moved_to_the_contact_of_another_opens_nothing() -> None:
    addresses = Addresses(SECRET)
    mine = addresses.contact("zhang", "sms", {"phone": "138 1234 5678"}, label="", by="zhang", at=AT, verified=True)
    other = addresses.contact("li", "sms", {"phone": "13912345678"}, label="", by="li", at=AT, verified=True)
    assert addresses.open(mine) == {"phone": "+8613812345678"}
    with pytest.raises(Unreadable):
        addresses.open(replace(other, sealed=mine.sealed))
    assert "1234" not in str(replace(mine, sealed=""))


def test_the_same_address_is_the_same_contact_however_it_is_written() -> None:
    made = [
        Addresses(SECRET).contact("zhang", "sms", {"phone": text}, label="", by="zhang", at=AT, verified=True) for text in ("13812345678", "+86 138-1234-5678")
    ]
    assert made[0].id == made[1].id


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=4), st.sampled_from(["sms", "email", "push", "ntfy", "webhook", "page", "pigeon"]))
def test_what_is_no_address_is_refused_without_saying_it_again(address: dict[str, str], channel: str) -> None:
    secret = {**address, "extra": "a-very-private-value"}
    with pytest.raises(Refusal) as raised:
        Addresses(SECRET).contact("zhang", channel, secret, label="", by="zhang", at=AT, verified=False)
    assert "a-very-private-value" not in str(raised.value) + str(raised.value.text)
