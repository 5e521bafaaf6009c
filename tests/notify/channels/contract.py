"""A channel, opened as an installation opens it, with a server that behaves as the real one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from configuration.extensions import discover
from domain.call_out import Answer
from domain.problem import BadConfiguration, Problem
from domain.severity import Severity
from domain.text import Text
from egress.addresses import allowed
from egress.client import Egress
from notify.channels.channel import Channel, Services
from notify.channels.message import Callback, Message
from notify.registry import open_channels
from tests.notify.channels import cases
from tests.notify.channels.servers.platform import Trouble

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LINK = "https://steward.example.com/work-orders/wo-1"


class Server(Protocol):
    """Somebody else's server. `shown` is what people (or the group) have seen, each thing once."""

    trouble: Trouble | None
    shown: dict[str, str]

    @property
    def url(self) -> str: ...

    def close(self) -> None:
        """Also lets go of whoever waits for a slow answer."""


class CallsBack(Protocol):
    """What a server that calls back can do for tests."""

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback: ...

    def signed(self, inside: bytes, at: datetime) -> Callback: ...


@dataclass(frozen=True)
class Case:
    """A kind of channel under test. `settings` are made from the server's address; `private` must never be seen in errors and logs."""

    name: str
    kind: str
    server: Callable[[], Server]
    settings: Callable[[str], Mapping[str, object]]
    secrets: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    address_at: Callable[[Server], Mapping[str, str]] | None = None
    """The address, where it leads to the server itself."""
    busy_wait_s: float | None = None
    """How long it is to wait when the server says, in its own words, that there were too many; `None`: it does not say."""
    gone_is_gone: bool = True
    """Whether an address that does not exist (any more) is told from other refusals: not for groups."""
    replay_is_refused: bool = True
    callbacks: bool = False
    without: frozenset[Trouble] = frozenset()
    """Troubles that such a server cannot have."""

    @property
    def private(self) -> Sequence[str]:
        """Neither in errors nor in logs."""
        return [*self.secrets.values(), *self.address.values(), "token-1"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A case at work."""

    case: Case
    channel: Channel
    server: Server


@contextmanager
def opened(case: Case, data_dir: Path, *, within_s: float = 30.0) -> Iterator[Opened]:
    server = case.server()
    if case.address_at is not None:
        case = replace(case, address=case.address_at(server))
    try:
        services = Services(Egress(allowed(["http://127.0.0.1"]), within_s=within_s), secrets_from(case.secrets), "https://steward.example.com", data_dir)
        yield Opened(case, open_channels({case.kind: case.settings(server.url)}, services)[case.kind], server)
    finally:
        server.close()


def secrets_from(known: Mapping[str, str]) -> Callable[[str, Path | None], str]:
    def secret(variable: str, _file: Path | None) -> str:
        if variable not in known:
            raise BadConfiguration([Problem(variable, None, "not given", "give it")])
        return known[variable]

    return secret


def all_cases() -> Sequence[Case]:
    groups: Mapping[str, _Group] = discover(cases, "CASES", lambda group: group[0].name)
    return [case for group in groups.values() for case in group]


_Group = tuple[Case, ...]


def message(key: str = "d-1", **other: str) -> Message:
    return Message(
        key=key,
        site="s1",
        severity=Severity.CRITICAL,
        title=Text(other.get("title", "3 号楼消防水泵房：水位过低"), "Pump room, building 3: level too low"),
        body=Text(other.get("body", f"请立即前往。编号 {key}"), f"Please go at once. No. {key}"),
        spoken=Text(other.get("body", f"水位过低。编号 {key}"), f"Level too low. No. {key}"),
        link=LINK,
        expires_at=T0 + timedelta(minutes=30),
        urgent=True,
        answers=(Answer.SEEN, Answer.GOING, Answer.FALSE_ALARM),
    )
