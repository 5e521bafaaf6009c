"""The certificate of `steward demo --lan`: made once, private, and good for this machine's own addresses."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from steward.certificates import lan_address, local_addresses, self_signed

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def test_it_names_loopback_and_ends_after_a_year(tmp_path: Path) -> None:
    certificate_file, _ = self_signed(tmp_path, NOW)
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "127.0.0.1" in [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    assert certificate.not_valid_after_utc - NOW == timedelta(days=365)


def test_its_key_is_for_nobody_else_and_fits(tmp_path: Path) -> None:
    certificate_file, key_file = self_signed(tmp_path, NOW)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate_file, key_file)


def test_it_is_made_once(tmp_path: Path) -> None:
    first = self_signed(tmp_path, NOW)[0].read_bytes()
    assert self_signed(tmp_path, NOW)[0].read_bytes() == first


def test_the_address_for_other_machines_is_never_loopback_and_among_those_of_the_certificate() -> None:
    address = lan_address()
    assert address is None or (address in local_addresses() and not address.startswith("127."))
