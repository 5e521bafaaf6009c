"""What may be called and what may not."""

from __future__ import annotations

import pytest

from egress.addresses import Allowed, allowed

NOTHING = Allowed()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104  an address to refuse, not to listen on
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2606:4700::5efe:10.0.0.1",
        "not an address",
    ],
)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert NOTHING.refuses("partner.example", address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"])
def test_public_addresses_are_called(address: str) -> None:
    assert not NOTHING.refuses("partner.example", address)


@pytest.mark.parametrize(
    ("entry", "host", "address"),
    [
        ("10.20.0.0/16", "erp.example", "10.20.3.4"),
        ("127.0.0.1", "anything", "127.0.0.1"),
        ("fd00:1::/32", "erp.example", "fd00:1::5"),
        ("ERP.intern", "erp.intern", "192.168.1.9"),
        ("http://erp.intern:8080", "erp.intern", "192.168.1.9"),
    ],
)
def test_what_is_listed_is_called(entry: str, host: str, address: str) -> None:
    assert not allowed([entry]).refuses(host, address)


def test_a_listed_name_opens_nothing_for_other_names() -> None:
    assert allowed(["erp.intern"]).refuses("evil.example", "192.168.1.9")


@pytest.mark.parametrize(
    ("entry", "host", "port", "may"),
    [
        ("http://127.0.0.1", "127.0.0.1", 9000, True),
        ("http://127.0.0.1:9000", "127.0.0.1", 9000, True),
        ("http://127.0.0.1:9000", "127.0.0.1", 9001, False),
        ("http://[::1]:9000", "::1", 9000, True),
        ("127.0.0.1", "127.0.0.1", 9000, False),
    ],
)
def test_plain_http_only_where_it_is_listed_as_such(entry: str, host: str, port: int, may: bool) -> None:  # noqa: FBT001  a column of the table
    assert allowed([entry]).may_be_plain(host, port) is may


@pytest.mark.parametrize("entry", ["", "https://erp.intern", "10.0.0.0/33", "a b", "erp/../x", "10.0.0.1/8"])
def test_what_is_neither_network_nor_name_is_told(entry: str) -> None:
    with pytest.raises(ValueError, match="no network, address or name"):
        allowed([entry])
