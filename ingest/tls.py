"""How the broker is believed."""

from __future__ import annotations

import ssl

from ingest.session import Tls


def tls_context(tls: Tls) -> ssl.SSLContext:
    """A context that checks the broker's certificate and name. `OSError` when a file cannot be read."""
    context = ssl.create_default_context(cafile=None if tls.ca_file is None else str(tls.ca_file))
    if tls.certificate_file is not None:
        context.load_cert_chain(tls.certificate_file, tls.key_file)
    return context
