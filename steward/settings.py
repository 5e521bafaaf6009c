"""``steward.yaml``: what an installation is made of. Checked when it is read; nothing is connected to here.

Relative paths are taken from the folder of the file. Secrets never stand in it: they come from the environment or from
files that it names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from configuration.document import Document, read
from domain.problem import BadConfiguration
from egress.addresses import Allowed, allowed
from storage.database import encryption

Part = TypeVar("Part", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HomeAssistantSettings(_Part):
    """Alarms as entities of Home Assistant, by MQTT discovery."""

    enabled: bool = Field(default=False, description="Tell Home Assistant; turned off again, what it was told is taken away")
    prefix: str = Field("homeassistant", pattern=r"^[^+#$/\s][^+#\s]*$", description="Its discovery prefix")
    language: Literal["zh", "en"] = Field("zh", description="Of names and messages")


class MqttSettings(_Part):
    """The broker that devices and Steward meet at."""

    host: str = Field("127.0.0.1", description="Name or address of the broker")
    port: int = Field(1883, ge=1, le=65535)
    embedded: bool = Field(default=False, description="Run the embedded broker (role `broker`): for a demonstration or a bench, not for production")
    protocol: Literal["3.1.1", "5"] = Field("5", description="MQTT version; 5 sets the receive maximum, which is Steward's back-pressure")
    session: Literal["auto", "mqtt5", "paho"] = Field(
        "auto", description="Which client ingest speaks with: mqtt5, the fast one, for MQTT 5 only; paho; auto: mqtt5 where the protocol allows it"
    )
    username: str | None = None
    password_file: Path | None = Field(None, description="File with the password; or the variable STEWARD_MQTT_PASSWORD")
    drill_username: str = Field("steward-drill", description="The user that drills speak as, under steward-drill/v1; nobody else has rights there")
    drill_password_file: Path | None = Field(None, description="File with its password; or the variable STEWARD_DRILL_MQTT_PASSWORD. None: no drills")
    tls_ca: Path | None = Field(None, description="Certificate authority of the broker; given, the connection uses TLS")
    receive_maximum: int = Field(1000, ge=1, le=65535, description="Messages that may be under way unacknowledged")
    home_assistant: HomeAssistantSettings = HomeAssistantSettings()


class RecordsSettings(_Part):
    """Where alarms, work orders and people are kept."""

    url: str = Field("", description="sqlite:///path or postgresql://user@host/name; empty: SQLite in the data folder")
    password_file: Path | None = Field(None, description="File with the password; or the variable STEWARD_RECORDS_PASSWORD")


class TelemetrySettings(BaseModel):
    """Where readings are kept: an engine, and that engine's own settings beside it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    engine: str = Field("sqlite", description="sqlite or influxdb")


class ServerSettings(_Part):
    """The web server."""

    host: str = Field("127.0.0.1", description="Address to listen on; loopback unless a TLS proxy or a certificate is there")
    port: int = Field(8080, ge=1, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    public_url: str = Field("", description="Where people reach Steward, for links and QR codes: https://steward.example.com; empty: as a request came")
    phone_code: bool = Field(default=False, description="Show on the overview the QR code by which a phone opens this installation")
    simulators: Path | None = Field(
        None, description="Socket of `steward simulate --control`: developers rule the simulators from the web app. Never in production"
    )
    fonts: Path | None = Field(None, description="Folder with fonts for printed forms, beside the system's; or the variable STEWARD_FONTS")


class IngestSettings(_Part):
    """The way in."""

    processes: int = Field(
        1, ge=1, le=64, description="How many ingest processes `steward run` starts; they share the sites, so more than there are sites are of no use"
    )
    journal_limit_mb: int = Field(4096, ge=64, description="The journal's bound; when it is full, messages are no longer acknowledged")
    settle_s: float = Field(
        240.0, ge=0, le=3600, description="Silence that falls due within this time after a start is judged together at its end, and told in one digest"
    )
    probe_broker: bool = Field(default=True, description="Look at each start whether the broker queues without dropping")


class EgressSettings(_Part):
    """What Steward calls by itself: webhooks, and whatever else has an address that people type in."""

    allow: list[str] = Field(
        default_factory=list,
        description="Networks, addresses and names that may be called though they are not on the public internet; with http:// before it, without TLS too",
    )


class WeatherFeedSettings(_Part):
    """Where weather warnings come from."""

    url: str = Field(description="Gives CAP 1.2: an alert, or a feed of alerts")
    sites: list[str] = Field(default_factory=list, description="The ids of the sites that they are for; none: all")
    areas: list[str] = Field(default_factory=list, description="Beginnings of area codes, or words of areas' names; none: every area")
    every_min: float = Field(10, ge=1, le=1440)
    token_file: Path | None = Field(None, description="File with a token that is sent as `Authorization: Bearer`")


class LogSettings(_Part):
    """How Steward speaks to its operator."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class SettingsFile(_Part):
    """What an installation is made of."""

    data_dir: Path = Path("data")
    sites: list[Path] = Field(min_length=1, description="The site files")
    rules: list[Path] = Field(default_factory=list, description="Files or folders with rules of your own, beside the library")
    library: bool = Field(default=True, description="Use the rule library")
    mqtt: MqttSettings = MqttSettings()
    records: RecordsSettings = RecordsSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
    server: ServerSettings = ServerSettings()
    ingest: IngestSettings = IngestSettings()
    egress: EgressSettings = EgressSettings()
    channels: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="The ways to people, by name, each with settings of its own; the open page is always there"
    )
    residents: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="The ways to residents, for notices, by name: each with `by` (its kind), `title`, `sites` and `settings`"
    )
    bridges: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Ways in for machines that do not speak MQTT, by name, each with `kind`, `site`, `gateway` and its kind's settings"
    )
    weather: dict[str, WeatherFeedSettings] = Field(default_factory=dict, description="Feeds of weather warnings, by name")
    log: LogSettings = LogSettings()


@dataclass(frozen=True)
class Settings:
    """An installation. All paths are absolute; `document` knows the line of everything for problems found later."""

    document: Document
    file: Path
    data_dir: Path
    sites: tuple[Path, ...]
    rules: tuple[Path, ...]
    library: bool
    mqtt: MqttSettings
    records_url: str
    telemetry: TelemetrySettings
    server: ServerSettings
    ingest: IngestSettings
    egress: Allowed
    log: LogSettings
    channels: Mapping[str, Mapping[str, object]]
    """The settings of each channel as they are written: `steward.channels` checks them."""
    bridges: Mapping[str, Mapping[str, object]]
    """The settings of each bridge as they are written: `steward.bridges` checks them."""
    weather: Mapping[str, WeatherFeedSettings] = field(default_factory=dict)
    residents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The ways to residents as they are written: `steward.residents` checks them."""

    @property
    def run_dir(self) -> Path:
        """Sockets of this installation. Short, because a unix socket's path may have at most 107 bytes."""
        return run_dir(self.data_dir)

    def live_socket(self, site: str) -> Path:
        """Where ingest offers the live feed of `site`."""
        return self.run_dir / f"{site[:40]}.sock"

    def mqtt_password(self) -> str | None:
        """The broker's password; `None` if there is none. Raises `BadConfiguration` if its file cannot be read."""
        return secret("STEWARD_MQTT_PASSWORD", self.mqtt.password_file, self.document, ("mqtt", "password_file"))

    def drill_mqtt_password(self) -> str | None:
        """The password of the user of drills; `None` if there is none. Raises `BadConfiguration` if its file cannot be read."""
        return secret("STEWARD_DRILL_MQTT_PASSWORD", self.mqtt.drill_password_file, self.document, ("mqtt", "drill_password_file"))

    def drill_socket(self, site: str) -> Path:
        """Where a drill's ingest offers its live feed: never that of the site."""
        return self.run_dir / f"{site[:34]}.drill.sock"


def load(path: Path) -> Settings:
    """Read `path`. Raises `BadConfiguration` with every problem found."""
    path = path.absolute()
    document = read(path)
    parts = document.model(SettingsFile)
    base = path.parent
    data_dir = _absolute(parts.data_dir, base)
    problems = [
        document.problem((key, index), f"`{item}` does not exist", "Correct the path; it is taken from the folder of this file")
        for key, items in (("sites", parts.sites), ("rules", parts.rules))
        for index, item in enumerate(items)
        if not _absolute(item, base).exists()
    ]
    if parts.server.public_url and not _is_web_address(parts.server.public_url):
        remedy = "Write scheme and name as a browser shows them: https://steward.example.com"
        problems.append(document.problem(("server", "public_url"), f"`{parts.server.public_url}` is not an address that a browser could open", remedy))
    if parts.server.fonts is not None and not _absolute(parts.server.fonts, base).is_dir():
        problems.append(document.problem(("server", "fonts"), f"`{parts.server.fonts}` is not a folder", "Name an existing folder, or take the option out"))
    if (parts.server.tls_certificate is None) != (parts.server.tls_key is None):
        problems.append(document.problem(("server",), "only one of tls_certificate and tls_key is given", "Give both, or neither"))
    if parts.mqtt.session == "mqtt5" and parts.mqtt.protocol != "5":
        remedy = 'Write session: auto, which takes paho for 3.1.1; or protocol: "5"'
        problems.append(document.problem(("mqtt", "session"), f"mqtt5 does not speak MQTT {parts.mqtt.protocol}", remedy))
    for name, feed in parts.weather.items():
        if not _is_fetchable(feed.url):
            problems.append(document.problem(("weather", name, "url"), f"`{feed.url}` is no https address", "Write https://, as the service names it"))
    if problems:
        raise BadConfiguration(problems)
    return Settings(
        document=document,
        file=path,
        data_dir=data_dir,
        sites=tuple(_absolute(item, base) for item in parts.sites),
        rules=tuple(_absolute(item, base) for item in parts.rules),
        library=parts.library,
        mqtt=with_absolute_paths(parts.mqtt, base),
        records_url=_records_url(parts.records, document, data_dir, base),
        telemetry=with_absolute_paths(parts.telemetry, base),
        server=with_absolute_paths(parts.server, base),
        ingest=parts.ingest,
        egress=_egress(parts.egress, document),
        log=parts.log,
        channels=parts.channels,
        bridges=parts.bridges,
        residents=parts.residents,
        weather={name: with_absolute_paths(feed, base) for name, feed in parts.weather.items()},
    )


def _is_web_address(address: str) -> bool:
    """Whether it is scheme, host and perhaps a path, and nothing that a link of ours could not be put behind."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  raises if it is none
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username or parts.password)


def _is_fetchable(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.password)


def secret(variable: str, file: Path | None, document: Document, place: tuple[str, ...]) -> str | None:
    """A secret from the environment, else from `file`; `None` if neither is given."""
    if (value := os.environ.get(variable)) is not None:
        return value
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        remedy = f"Correct the path or the rights of the file, or set {variable}"
        raise BadConfiguration([document.problem(place, f"the secret file {file} cannot be read ({error.strerror})", remedy)]) from None


_SHORT = Path("/tmp")  # noqa: S108  the folder in it is ours alone, mode 0700
_LONGEST_RUN_DIR = 107 - len("/") - 40 - len(".sock")
"""Bytes: a socket's path may have 107 in all."""


def run_dir(data_dir: Path) -> Path:
    """The folder for sockets that belongs to a data folder: where the system has such, unless its path is too long for sockets."""
    name = f"steward-{os.getuid()}-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]}"
    given = Path(os.environ.get("XDG_RUNTIME_DIR") or _SHORT) / name
    return given if len(os.fsencode(given)) <= _LONGEST_RUN_DIR else _SHORT / name


def _absolute(path: Path, base: Path) -> Path:
    return path if path.is_absolute() else base / path


def with_absolute_paths(part: Part, base: Path) -> Part:
    """`part` with the relative paths that the file gives taken from `base`. A default path is the business of whose it is."""
    changed = {name: _absolute(value, base) for name, value in part if name in part.model_fields_set and isinstance(value, Path)}
    return part.model_copy(update=changed)


def _egress(egress: EgressSettings, document: Document) -> Allowed:
    problems = []
    for index, entry in enumerate(egress.allow):
        try:
            allowed([entry])
        except ValueError as error:
            problems.append(document.problem(("egress", "allow", index), str(error), "Write 10.0.0.0/8, erp.intern or http://127.0.0.1:9000"))
    if problems:
        raise BadConfiguration(problems)
    return allowed(egress.allow)


def _records_url(records: RecordsSettings, document: Document, data_dir: Path, base: Path) -> str:
    if not records.url:
        return f"sqlite:///{data_dir / 'records.sqlite'}"
    from sqlalchemy.engine import make_url  # noqa: PLC0415  the broker's process needs none of it
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    place = ("records", "url")
    try:
        url = make_url(records.url)
    except ArgumentError:
        raise BadConfiguration([document.problem(place, "this is not a database address", "Write sqlite:///path or postgresql://user@host/name")]) from None
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{_absolute(Path(url.database or 'records.sqlite'), base)}"
    if url.get_backend_name() != "postgresql":
        raise BadConfiguration([document.problem(place, f"{url.get_backend_name()} is not supported", "Use sqlite or postgresql")])
    try:
        encryption.check(url.query)
    except ValueError as error:
        raise BadConfiguration([document.problem(place, str(error), "Write postgresql://user@host/name?sslmode=verify-full")]) from None
    if url.password:
        remedy = "Take it out and put it into a file named by records.password_file, or into the variable STEWARD_RECORDS_PASSWORD"
        raise BadConfiguration([document.problem(place, "a password stands in the address", remedy)])
    file = None if records.password_file is None else _absolute(records.password_file, base)
    password = secret("STEWARD_RECORDS_PASSWORD", file, document, ("records", "password_file"))
    url = url.set(drivername="postgresql+pg8000", password=None if password is None else password)
    return url.render_as_string(hide_password=False)


def fonts_folder(server: ServerSettings) -> Path | None:
    """The folder with fonts for printed forms: the variable's before the file's; `None`: only the system's fonts."""
    given = os.environ.get("STEWARD_FONTS")
    return Path(given) if given else server.fonts
