"""``steward replay``: what was recorded, once more, at any speed."""

from __future__ import annotations

import argparse
import logging
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from simulators.recordings.client import NoBroker
from simulators.recordings.outlet import MqttOutlet
from simulators.recordings.playback import Playback
from simulators.recordings.recording import Recorded, Recording, Survey
from simulators.recordings.renaming import Prefix, renamed
from simulators.recordings.retiming import NATIVE, Retiming
from simulators.terminal_line import Rate, TerminalLine
from steward import lifeline, logs
from steward.broker_option import broker_address, declare_broker
from steward.stopping import stop_event

log = logging.getLogger(__name__)

SLOWEST, FASTEST = 0.1, 1000.0
_BETWEEN_PASSES_S = 1.0


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `steward record` has written")
    declare_broker(parser)
    parser.add_argument("--speed", default="1", metavar="N", help=f"how many times as fast: {SLOWEST:g}…{FASTEST:g}, or max (default: 1)")
    parser.add_argument("--rewrite-time", action="store_true", help="move `ts` in native payloads to now, and mark ids as new")
    parser.add_argument("--topic-prefix", action="append", default=[], metavar="FROM=TO", help="other topics; may be given again, the first that fits counts")
    parser.add_argument("--no-retain", action="store_true", help="leave nothing on the broker: publish retained messages as ordinary ones")
    parser.add_argument("--loop", action="store_true", help="begin again at the end")
    parser.add_argument("--quiet", action="store_true", help="no progress, only faults")


@dataclass(slots=True)
class _Preparation:
    """What is done to a message before it goes out."""

    prefixes: tuple[Prefix, ...]
    retain: bool
    retiming: Retiming | None
    left_out: int = 0
    moved: int = 0

    def __call__(self, message: Recorded) -> Recorded | None:
        if message.topic.startswith("$"):
            self.left_out += 1
            return None
        topic, payload = renamed(message.topic, self.prefixes), message.payload
        if self.retiming is not None and (NATIVE.fullmatch(message.topic) or NATIVE.fullmatch(topic)):
            by_ms = time.time_ns() // 1_000_000 - message.at_us // 1000
            if (found := self.retiming(topic, payload, by_ms)) is not None:
                payload = found
                self.moved += 1
        return Recorded(message.at_us, topic, payload, message.qos, message.retained and self.retain)


def run(arguments: argparse.Namespace) -> int:
    """Until its end, or without one. 1 unless the broker has acknowledged everything that was sent."""
    speed, prefixes = _speed(arguments.speed), _prefixes(arguments.topic_prefix)
    broker = broker_address(arguments)
    recording = Recording(arguments.file)
    survey = recording.survey()
    lifeline.hold_on()
    logs.set_up("replay", "WARNING", "text")
    stop = stop_event()
    if survey.torn and not arguments.quiet:
        print(f"{arguments.file}: its last line is torn (the recorder was killed); everything before it is played")
    outlet = MqttOutlet(broker, v5=arguments.protocol == "5")
    preparation = _Preparation(prefixes, not arguments.no_retain, None)
    line, rate = TerminalLine(quiet=arguments.quiet), Rate()

    def told() -> str:
        of = "" if arguments.loop else f" of {survey.messages:,}"
        return f"{outlet.sent:,}{of} sent · {rate.of(outlet.sent):,.0f}/s · {outlet.acknowledged:,} acknowledged"

    playback = Playback(outlet, time.monotonic, speed=speed, report=lambda: line.show(told))
    code = _play(arguments, recording, survey, playback, preparation, stop)
    outlet.close()
    line.end()
    if not arguments.quiet:
        print(_summary(outlet, preparation, rewrites=arguments.rewrite_time))
    if outlet.acknowledged < outlet.sent:
        log.error("the broker has acknowledged only %d of %d messages", outlet.acknowledged, outlet.sent)
        return 1
    return code


def _play(arguments: argparse.Namespace, recording: Recording, survey: Survey, playback: Playback, preparation: _Preparation, stop: threading.Event) -> int:
    try:
        while True:
            preparation.retiming = Retiming(secrets.token_hex(3)) if arguments.rewrite_time else None
            playback.play(recording.messages(), stop, prepare=preparation)
            if not arguments.loop or not survey.messages or stop.is_set():
                break
            playback.pause(_BETWEEN_PASSES_S, stop)
        playback.drain(stop)
    except NoBroker as error:
        log.error("the broker: %s", error)
        return 1
    return 0


def _summary(outlet: MqttOutlet, preparation: _Preparation, *, rewrites: bool) -> str:
    parts = [f"sent {outlet.sent:,}", f"acknowledged {outlet.acknowledged:,}", f"resent {outlet.resent:,}"]
    if outlet.refused:
        parts.append(f"refused by the broker {outlet.refused:,}")
    if rewrites:
        parts.append(f"with time moved {preparation.moved:,}")
    if preparation.left_out:
        parts.append(f"left out {preparation.left_out:,} on $ topics, which only a broker publishes to")
    return ", ".join(parts)


def _speed(text: str) -> float | None:
    """`None` for ``max``."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not SLOWEST <= speed <= FASTEST:
        raise BadConfiguration([Problem("--speed", None, f"`{text}` is no speed", f"Give a number from {SLOWEST:g} to {FASTEST:g}, or max")])
    return speed


def _prefixes(texts: list[str]) -> tuple[Prefix, ...]:
    try:
        return tuple(Prefix.parse(text) for text in texts)
    except ValueError as error:
        raise BadConfiguration([Problem("--topic-prefix", None, str(error), "Write FROM=TO, for example steward/v1=bench/v1")]) from None
