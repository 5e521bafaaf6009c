"""A paho client for the tools that record and play back."""

from __future__ import annotations

import secrets
import ssl

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from simulators.broker_address import BrokerAddress

KEEP_ALIVE_S = 30
CONNECT_WITHIN_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
"""Between tries to connect again."""


class NoBroker(Exception):
    """The broker cannot be reached, refuses us, or has stopped answering; the text says which."""


def clean_client(broker: BrokerAddress, role: str, *, v5: bool) -> mqtt.Client:
    """A client with a clean session and a name of its own, by MQTT 5 or 3.1.1; not connected, and driven by its ``loop``."""
    version = MQTTProtocolVersion.MQTTv5 if v5 else MQTTProtocolVersion.MQTTv311
    # For 3.1.1 a clean session is chosen by the flag; version 5 starts clean by itself.
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"steward-{role}-{secrets.token_hex(4)}", clean_session=None if v5 else True, protocol=version)
    client.connect_timeout = CONNECT_WITHIN_S
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password)
    if broker.encrypted:
        client.tls_set_context(ssl.create_default_context(cafile=None if broker.tls_ca is None else str(broker.tls_ca)))
    return client


def connect(client: mqtt.Client, broker: BrokerAddress) -> None:
    """Open the line; whether the broker accepts us is told to ``on_connect``. Raises `NoBroker`."""
    try:
        client.connect(broker.host, broker.port, keepalive=KEEP_ALIVE_S)
    except OSError as error:
        raise NoBroker(f"{broker.host}:{broker.port} cannot be reached ({error.strerror or error})") from None
