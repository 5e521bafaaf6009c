"""The settings of a bridge of kind `modbus`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bridges.bridge import BridgeSettings
from bridges.modbus.addresses import Base
from bridges.modbus.batches import MOST_BITS, MOST_REGISTERS
from bridges.modbus.decoding import Order


class ServerSettings(BaseModel):
    """A Modbus TCP server: a controller, a meter, a gateway with units behind it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1, description="Its name or address, also a private one")
    port: int = Field(502, ge=1, le=65535)
    base: Annotated[Base, BeforeValidator(str)] = Field(
        description="How its addresses count: 0 as requests do, 1 from one, reference as 40001; a row may say otherwise"
    )
    unit: int = Field(1, ge=0, le=255, description="The unit of rows that name none")
    timeout_s: float = Field(3.0, gt=0, le=60, description="How long an answer may take")
    pause_s: float = Field(0.0, ge=0, le=10, description="Between an answer and the next request, for devices that need a rest")
    word_order: Order = Field("big", description="Which word of a value in several registers comes first: big, the highest")
    byte_order: Order = Field("big", description="Which byte of a word comes first; the standard says big")
    text: Literal["utf-8", "gbk"] = Field("utf-8", description="How texts are written")
    gap: int = Field(8, ge=0, le=100, description="So many addresses that no row wants may be read along, to save a request")
    most_registers: int = Field(MOST_REGISTERS, ge=1, le=MOST_REGISTERS, description="In one request, for devices that take fewer than the standard")
    most_bits: int = Field(MOST_BITS, ge=1, le=MOST_BITS, description="Likewise of coils and discrete inputs")


class ModbusSettings(BridgeSettings):
    """Modbus TCP: reads coils, discrete inputs and registers of servers, and never writes."""

    points: Path = Field(description="The point table: CSV or XLSX")
    servers: dict[str, ServerSettings] = Field(min_length=1, description="The servers by name, as the table calls them")
    interval_s: float = Field(10.0, ge=0.1, le=86_400, description="How often rows are read that do not say it themselves")
    every_s: float | None = Field(None, gt=0, le=86_400, description="What has not changed is published again after so long; left out: the device's interval")
