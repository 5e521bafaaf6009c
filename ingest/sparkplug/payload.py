"""The payload of Sparkplug B: Google Protocol Buffers, described here after the public specification.

Follows *Eclipse Sparkplug 3.0*, chapter 6 (payloads): the numbers and types of the fields that mean something here; other
fields (templates, data sets, metadata) are passed over as unknown ones. Texts are read as bytes: what is not UTF-8 must not
make a whole message unreadable. The runtime (the package ``protobuf``, extra ``sparkplug``) is loaded when first needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Protocol, cast

import msgspec

from domain.quarantine import QuarantineReason

EXTRA = "sparkplug"
_PACKAGE = "google.protobuf"
_UINT64, _UINT32, _BOOL, _BYTES, _FLOAT, _DOUBLE, _MESSAGE = 4, 13, 8, 12, 2, 1, 11
_OPTIONAL, _REPEATED = 1, 3
_FOLLOWED = 19_517
"""In the range that the specification leaves to extensions: what the follower adds for the journal (see `with_followed`)."""
_FIELDS: dict[str, tuple[tuple[str, int, int, str], ...]] = {
    # name, number, type, message (``*``: repeated)
    "PropertyValue": (("is_null", 2, _BOOL, ""), ("int_value", 3, _UINT32, ""), ("long_value", 4, _UINT64, "")),
    "PropertySet": (("keys", 1, _BYTES, "*"), ("values", 2, _MESSAGE, "*PropertyValue")),
    "Metric": (
        ("name", 1, _BYTES, ""),
        ("alias", 2, _UINT64, ""),
        ("timestamp", 3, _UINT64, ""),
        ("datatype", 4, _UINT32, ""),
        ("is_historical", 5, _BOOL, ""),
        ("is_null", 7, _BOOL, ""),
        ("properties", 9, _MESSAGE, "PropertySet"),
        ("int_value", 10, _UINT32, ""),
        ("long_value", 11, _UINT64, ""),
        ("float_value", 12, _FLOAT, ""),
        ("double_value", 13, _DOUBLE, ""),
        ("boolean_value", 14, _BOOL, ""),
        ("string_value", 15, _BYTES, ""),
        ("bytes_value", 16, _BYTES, ""),
        ("dataset_value", 17, _BYTES, ""),
        ("template_value", 18, _BYTES, ""),
        ("extension_value", 19, _BYTES, ""),
    ),
    "Payload": (("timestamp", 1, _UINT64, ""), ("metrics", 2, _MESSAGE, "*Metric"), ("seq", 3, _UINT64, ""), ("followed", _FOLLOWED, _BYTES, "")),
}
_SEVEN_BITS = 0x7F
_FIRST_VALUE = 10
"""The fields of a metric from this number on are its value: of which there is one."""


class BadPayload(Exception):
    """Not a payload of Sparkplug B."""


class PropertyValue(Protocol):
    """The value of a property; only numbers are read."""

    is_null: bool
    int_value: int
    long_value: int

    def HasField(self, name: str) -> bool:  # noqa: N802  as the runtime calls it
        """Whether the field is there."""


class PropertySet(Protocol):
    """What a metric says beside its value."""

    keys: Sequence[bytes]
    values: Sequence[PropertyValue]


class Metric(Protocol):
    """One metric. `timestamp` is epoch milliseconds; integers are unsigned, whatever their datatype."""

    name: bytes
    alias: int
    timestamp: int
    datatype: int
    is_historical: bool
    is_null: bool
    properties: PropertySet
    int_value: int
    long_value: int
    float_value: float
    double_value: float
    boolean_value: bool
    string_value: bytes

    def HasField(self, name: str) -> bool:  # noqa: N802  as the runtime calls it
        """Whether the field is there."""

    def WhichOneof(self, group: str) -> str | None:  # noqa: N802  as the runtime calls it
        """The field of the group (``value``) that is there."""


class Payload(Protocol):
    """A message. `timestamp` is epoch milliseconds."""

    timestamp: int
    metrics: Sequence[Metric]
    seq: int
    followed: bytes

    def HasField(self, name: str) -> bool:  # noqa: N802  as the runtime calls it
        """Whether the field is there."""


class Followed(msgspec.Struct, array_like=True):
    """What was known of the session when a message came, as far as it takes that to read the message.

    `metrics` are (index in the message, name, datatype) of those that say only their alias or leave out their datatype.
    `troubles` are (reason, what and where). `void`: a death that is not of the session that goes on, or a retained copy.
    """

    metrics: list[tuple[int, str, int]] = []
    troubles: list[tuple[QuarantineReason, str]] = []
    void: bool = False


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Followed).decode


def missing() -> bool:
    """Whether the runtime is not installed."""
    try:
        return find_spec(_PACKAGE) is None
    except ModuleNotFoundError:
        return True


def parse(data: bytes) -> Payload:
    """The payload in `data`. Raises `BadPayload`."""
    make, error = _runtime()
    try:
        return make(data)
    except error as why:
        raise BadPayload("it is no payload of Sparkplug B (Protobuf cannot be read)") from why


def with_followed(data: bytes, followed: Followed) -> bytes:
    """`data`, which `parse` has read, with `followed` added: as a last field, so that one that came over the wire does not count."""
    body = _encode(followed)
    return b"".join((data, varint(_FOLLOWED << 3 | 2), varint(len(body)), body))


def followed_of(payload: Payload) -> Followed | None:
    """What `with_followed` has added; `None` if nothing has."""
    added = payload.followed
    if not added:
        return None
    try:
        return _decode(added)
    except (msgspec.DecodeError, RecursionError):
        return None


def varint(number: int) -> bytes:
    """A number as Protobuf writes it: seven bits a byte, the lowest first."""
    found = bytearray()
    while number > _SEVEN_BITS:
        found.append(number & _SEVEN_BITS | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


@cache
def _runtime() -> tuple[Callable[[bytes], Payload], type[Exception]]:
    """How a message is made of bytes, and what that raises. `ModuleNotFoundError` without the extra."""
    descriptors: Any = importlib.import_module(f"{_PACKAGE}.descriptor_pb2")
    pools: Any = importlib.import_module(f"{_PACKAGE}.descriptor_pool")
    factory: Any = importlib.import_module(f"{_PACKAGE}.message_factory")
    file = descriptors.FileDescriptorProto(name="steward/sparkplug_b.proto", package="steward.sparkplug", syntax="proto2")
    for message, fields in _FIELDS.items():
        described = file.message_type.add(name=message)
        if message == "Metric":
            described.oneof_decl.add(name="value")
        for name, number, kind, of in fields:
            field = described.field.add(name=name, number=number, type=kind, label=_REPEATED if of.startswith("*") else _OPTIONAL)
            if kind == _MESSAGE:
                field.type_name = f".{file.package}.{of.removeprefix('*')}"
            if message == "Metric" and number >= _FIRST_VALUE:
                field.oneof_index = 0
    pool = pools.DescriptorPool()
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    made = factory.GetMessageClass(pool.FindMessageTypeByName(f"{file.package}.Payload"))
    error = importlib.import_module(f"{_PACKAGE}.message").DecodeError
    return cast("Callable[[bytes], Payload]", made.FromString), cast("type[Exception]", error)
