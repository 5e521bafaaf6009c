"""A self-signed certificate for trying Steward on the local network. Not for production: there a TLS proxy has a real one."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from steward.folders import write_private

_ELSEWHERE = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737), so it is out of any house."""


def self_signed(folder: Path, now: datetime) -> tuple[Path, Path]:
    """(certificate, key) files in `folder`, made if they are not there; good for one year."""
    certificate_file, key_file = folder / "lan-certificate.pem", folder / "lan-key.pem"
    if certificate_file.exists() and key_file.exists():
        return certificate_file, key_file
    key = ec.generate_private_key(ec.SECP256R1())
    host = socket.gethostname()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Steward demo on {host}"[:64])])
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(host)]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in local_addresses()]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(key_file, private.decode())
    write_private(certificate_file, certificate.public_bytes(serialization.Encoding.PEM).decode())
    return certificate_file, key_file


def local_addresses() -> list[str]:
    """This machine's own addresses, loopback first."""
    found = {"127.0.0.1": None}
    with contextlib.suppress(OSError):  # a host that does not know its own name still has loopback
        found.update({info[4][0]: None for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET) if isinstance(info[4][0], str)})
    if (address := lan_address()) is not None:
        found[address] = None
    return list(found)


def lan_address() -> str | None:
    """The address at which other machines of the local network reach this one; `None`: it has none but loopback.

    Many hosts know themselves as 127.0.1.1 only, so it is asked of the way out. That sends nothing.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_loopback else address
