"""``steward docs``: write the reference pages that come from the code."""

from __future__ import annotations

import argparse
from pathlib import Path

from pydantic import BaseModel

from devices.catalogue import device_types
from notify.registry import PAGE, channel_kinds
from rules import library_path
from rules.kind import kinds
from rules.rule_file import load_rules
from steward.reference.configuration import configuration_page, with_parts
from steward.reference.devices import devices_page
from steward.reference.kinds import kinds_page
from steward.reference.rules import rules_page
from steward.settings import (
    EgressSettings,
    IngestSettings,
    LogSettings,
    MqttSettings,
    RecordsSettings,
    ServerSettings,
    SettingsFile,
    TelemetrySettings,
    WeatherFeedSettings,
)
from storage.telemetry import engines


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("folder", type=Path, help="where the pages go")


def run(arguments: argparse.Namespace) -> int:
    """Write them and say which."""
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    sections: dict[str, type[BaseModel]] = {
        "The file": SettingsFile,
        **dict(with_parts("mqtt", MqttSettings)),
        "records": RecordsSettings,
        "telemetry": TelemetrySettings,
        **{f"telemetry, engine {engine.name}": engine.settings for engine in engines().values()},
        "server": ServerSettings,
        "ingest": IngestSettings,
        "egress": EgressSettings,
        **{heading: part for kind in channel_kinds().values() if kind.name != PAGE for heading, part in with_parts(f"channels, {kind.name}", kind.settings)},
        "weather, each feed": WeatherFeedSettings,
        "log": LogSettings,
    }
    pages = {
        "configuration.md": configuration_page(sections),
        "devices.md": devices_page(device_types()),
        "kinds.md": kinds_page(kinds()),
        "rules.md": rules_page(load_rules([library_path()], require_tests=True)),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0
