"""Leaving a broker with paho's threaded loop, the socket closed in any case."""

from __future__ import annotations

from paho.mqtt.client import Client


def leave(client: Client) -> None:
    """Disconnect and end its thread. Paho's loop may end between saying goodbye and closing the socket; then that is done here."""
    client.disconnect()
    client.loop_stop()
    if (left_open := client.socket()) is not None:
        left_open.close()
