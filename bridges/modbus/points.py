"""The points of a bridge: the rows of its table, checked against its servers and against the site. Nothing is connected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridges.bridge import Around
from bridges.modbus.addresses import HIGHEST, Table, WrongAddress, wire_address
from bridges.modbus.batches import Span
from bridges.modbus.decoding import Layout
from bridges.modbus.meaning import Meaning, WrongRow, meaning_of
from bridges.modbus.rows import TABLE, Row
from bridges.modbus.settings import ModbusSettings, ServerSettings
from domain.dialect import NATIVE
from domain.problem import BadConfiguration, Problem
from domain.site import Device


@dataclass(frozen=True, slots=True)
class Source:
    """What answers or does not: a unit of a server."""

    server: str
    unit: int

    def __str__(self) -> str:
        return f"{self.server} unit {self.unit}"


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """A row that can be read: where, how often, and what it means. `line` is its line in the table."""

    device: str
    key: str
    source: Source
    table: Table
    span: Span
    interval_s: float
    meaning: Meaning
    line: int

    def __str__(self) -> str:
        return f"{self.key} of {self.device} ({self.source}, {self.table} {self.span.start} on the wire, line {self.line} of the table)"


def read_points(settings: ModbusSettings, around: Around) -> Sequence[ReadPoint]:
    """The points that the table of `settings` names. Raises `BadConfiguration` with everything wrong in it."""
    rows = TABLE.read(settings.points)
    problems: list[Problem] = []
    points: list[ReadPoint] = []
    lines: dict[tuple[str, str], int] = {}
    for line, row in rows:
        try:
            points.append(_point(line, row, settings, around))
        except WrongRow as wrong:
            problems.append(Problem(str(settings.points), line, wrong.problem, wrong.remedy))
        if (first := lines.setdefault((row.device, row.key), line)) != line:
            problems.append(Problem(str(settings.points), line, f"{row.key} of {row.device} is read by line {first} already", "Remove one of them"))
    if not rows:
        problems.append(Problem(str(settings.points), None, "the table has no rows", "Write a row for each point"))
    if problems:
        raise BadConfiguration(problems)
    return points


def _point(line: int, row: Row, settings: ModbusSettings, around: Around) -> ReadPoint:
    name, server = _server(row, settings)
    device = _device(row, around)
    point = device.points.get(row.key)
    if point is None:
        raise WrongRow(f"{device.id} has no key `{row.key}`", f"Use one of {', '.join(device.points)}")
    try:
        table, address = wire_address(row.address, row.table, row.base or server.base)
    except WrongAddress as wrong:
        raise WrongRow(str(wrong), wrong.remedy) from None
    span = Span(address, row.type.registers)
    _check_span(row, table, span, server)
    layout = Layout(row.word_order or server.word_order, row.byte_order or server.byte_order, server.text)
    interval_s = row.interval_s or settings.interval_s
    if interval_s > device.stale_after_s:
        remedy = f"Read it every {device.interval_s:g} s, or give the device a longer interval_s in the site file"
        raise WrongRow(f"it is read every {interval_s:g} s, and {device.id} counts as silent after {device.stale_after_s:g} s", remedy)
    source = Source(name, server.unit if row.unit is None else row.unit)
    return ReadPoint(device.id, row.key, source, table, span, interval_s, meaning_of(row, point.type, layout), line)


def _server(row: Row, settings: ModbusSettings) -> tuple[str, ServerSettings]:
    name = row.server or (next(iter(settings.servers)) if len(settings.servers) == 1 else "")
    if name not in settings.servers:
        said = f"there is no server `{name}`" if name else "the server is missing"
        raise WrongRow(said, f"Use one of {', '.join(settings.servers)}")
    return name, settings.servers[name]


def _device(row: Row, around: Around) -> Device:
    device = around.devices.get(row.device)
    if device is None and row.device in around.site.devices:
        raise WrongRow(f"`{row.device}` does not speak through this bridge", f"Write `gateway: {around.gateway.id}` at it in the site file")
    if device is None:
        raise WrongRow(f"{around.site.id} has no device `{row.device}`", f"Use one of {', '.join(around.devices) or 'none yet'}, or add it to the site file")
    if device.dialect != NATIVE:
        raise WrongRow(f"{device.id} speaks the dialect {device.dialect}, and a bridge publishes Steward's own", "Leave `dialect` out in the site file")
    return device


def _check_span(row: Row, table: Table, span: Span, server: ServerSettings) -> None:
    if table.of_bits and row.type.form != "bool":
        raise WrongRow(f"a {table} is one bit, and {row.type.name} is more", "Make the type bool, or read a register")
    if not table.of_bits and span.count > server.most_registers:
        raise WrongRow(f"{row.type.name} takes {span.count} registers, and {server.most_registers} may be read at once", "Correct the type or most_registers")
    if span.end > HIGHEST + 1:
        raise WrongRow(f"{row.type.name} at {row.address} goes beyond the last address", "Correct the address or the type")
