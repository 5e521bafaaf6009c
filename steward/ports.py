"""Ports that others already listen on."""

from __future__ import annotations

import socket

from domain.problem import BadConfiguration, Problem


def refuse_busy_port(host: str, port: int, what: str, remedy: str) -> None:
    """Raise `BadConfiguration` if `host`:`port` cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            problem = f"port {port} on {host}, which {what} needs, cannot be had ({error.strerror})"
            raise BadConfiguration([Problem("steward", None, problem, f"Another program may be using it. {remedy}")]) from None
