"""The embedded broker, in a process of its own: ingest may die without the broker forgetting what it holds."""

from __future__ import annotations

import signal

from domain.problem import BadConfiguration, Problem
from steward import embedded_broker
from steward.folders import own_folder
from steward.settings import Settings


def run(settings: Settings) -> int:
    """Until told to stop."""
    password = settings.mqtt_password()
    if settings.mqtt.username is None or not password:
        remedy = "Give mqtt.username, and the password by mqtt.password_file or STEWARD_MQTT_PASSWORD"
        raise BadConfiguration([Problem(str(settings.file), None, "the embedded broker needs a user and a password", remedy)])
    # rumqttd cannot be asked to stop and never gives Python its turn to handle a signal; it keeps nothing on disk, so
    # ending at once, as the system does by default, loses nothing more than stopping would.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    folder = own_folder(settings.data_dir / "broker")
    users = {settings.mqtt.username: password}
    if drills := settings.drill_mqtt_password():
        users[settings.mqtt.drill_username] = drills
    config = embedded_broker.write_config(folder, settings.mqtt.host, settings.mqtt.port, None, users)
    embedded_broker.run(config)
    return 0
