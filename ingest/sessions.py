"""Which session it is to be."""

from __future__ import annotations

from collections.abc import Sequence

from paho.mqtt.enums import MQTTProtocolVersion

from domain.time import Clock
from ingest.mqtt5_session import Mqtt5Session
from ingest.paho_session import PahoSession
from ingest.session import Session, SessionSettings


def new_session(settings: SessionSettings, client_id: str, subscriptions: Sequence[str], clock: Clock, status_topic: str | None = None) -> Session:
    """A session as `settings` want it: ours for MQTT 5, paho's for 3.1.1 or when it is asked for.

    On `status_topic` stands retained whether we are here. `ValueError` when `mqtt5` is to speak 3.1.1, which it cannot.
    """
    old = settings.protocol != MQTTProtocolVersion.MQTTv5
    if settings.client == "mqtt5" and old:
        raise ValueError("the client mqtt5 speaks MQTT 5 only")
    made = PahoSession if settings.client == "paho" or old else Mqtt5Session
    return made(settings, client_id, subscriptions, clock, status_topic)
