"""Which outlet it is to be."""

from __future__ import annotations

from paho.mqtt.enums import MQTTProtocolVersion

from ingest.mqtt5_outlet import Mqtt5Outlet
from ingest.outlet import Outlet
from ingest.paho_outlet import PahoOutlet
from ingest.session import SessionSettings
from ingest.wake import Wake


def new_outlet(settings: SessionSettings, client_id: str, wake: Wake) -> Outlet:
    """Connect as `settings` say; takes a few seconds at most. Raises `NotPublished`."""
    if settings.client == "paho" or settings.protocol != MQTTProtocolVersion.MQTTv5:
        return PahoOutlet(settings, client_id, wake)
    return Mqtt5Outlet(settings, client_id, wake)
