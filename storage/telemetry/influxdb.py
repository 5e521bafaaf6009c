"""The production telemetry store: InfluxDB 2.x."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.problem import BadConfiguration, Problem
from domain.telemetry import TelemetryStore
from storage.telemetry.engine import Engine

TOKEN_VARIABLE = "STEWARD_INFLUXDB_TOKEN"  # noqa: S105  the variable's name, not what is in it
_DAY_S = 86_400


class InfluxSettings(BaseModel):
    """Which InfluxDB to use. The token never stands here: it comes from a file, or from STEWARD_INFLUXDB_TOKEN."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^/@\s]+/?$")] = Field(
        default="http://127.0.0.1:8086", description="Address of the server, without a path; https unless it is on this machine."
    )
    org: str = Field(default="steward", min_length=1, description="Name of the organisation in InfluxDB.")
    bucket: str = Field(default="steward", min_length=1, description="Name of the bucket. Made at start when it is missing and the token may.")
    token_file: Path | None = Field(default=None, description="File that holds the token and nothing else; without it STEWARD_INFLUXDB_TOKEN is used.")
    retention_days: int = Field(default=400, ge=0, description="How long a bucket that we make keeps data; 0 for ever. A bucket that is there keeps its own.")
    timeout_s: float = Field(default=10.0, gt=0, description="Seconds to wait for an answer before trying again later.")
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) of the authority that signed the server's, when the system does not know it.")
    batch_messages: int = Field(default=5_000, ge=1, description="Most messages in one request.")


def read_token(settings: InfluxSettings) -> str:
    """The token, from where the settings say. Raises `BadConfiguration` when there is none."""
    if settings.token_file is None:
        if token := os.environ.get(TOKEN_VARIABLE, "").strip():
            return token
        raise BadConfiguration([Problem("telemetry", None, "there is no token for InfluxDB", f"Set {TOKEN_VARIABLE}, or name a `token_file`")])
    file = str(settings.token_file)
    try:
        token = settings.token_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration([Problem(file, None, f"the token cannot be read: {error}", "Correct `token_file` or the rights of the file")]) from None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise BadConfiguration([Problem(file, 1, "the file does not hold a token", "Put the token there, alone on one line")])
    return token


def _open(settings: InfluxSettings, data_dir: Path) -> TelemetryStore:
    # Importing the client costs a third of a second and 30 MB: only who uses InfluxDB pays for it.
    from storage.telemetry.influx.connection import InfluxConnection  # noqa: PLC0415
    from storage.telemetry.influx.store import InfluxTelemetry  # noqa: PLC0415

    del data_dir  # all of it is in InfluxDB
    ca_file = None if settings.ca_file is None else str(settings.ca_file)
    url = settings.url.rstrip("/")
    connection = InfluxConnection(url, settings.org, settings.bucket, read_token(settings), timeout_s=settings.timeout_s, ca_file=ca_file)
    return InfluxTelemetry(connection, settings.bucket, keep_s=settings.retention_days * _DAY_S, batch_messages=settings.batch_messages)


ENGINE = Engine("influxdb", InfluxSettings, _open)
