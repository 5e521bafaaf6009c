"""Finding the hub of the live streams from a request."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.live.hub import Hub


def hub_of(connection: HTTPConnection) -> Hub:
    """The hub of the app that serves this connection."""
    found = connection.app.state.hub
    if not isinstance(found, Hub):
        raise TypeError("create_app() makes it")
    return found
