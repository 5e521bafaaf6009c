"""``steward record``: what a broker has to say, into a file that ``steward replay`` plays back."""

from __future__ import annotations

import argparse
import logging
import math
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.time import rfc3339, utc_now
from simulators.recordings.client import NoBroker
from simulators.recordings.filters import why_no_filter
from simulators.recordings.recorder import Recorder, steady_us
from simulators.recordings.recording import VERSION, Header
from simulators.recordings.writing import RecordingWriter
from simulators.terminal_line import Rate, TerminalLine
from steward import lifeline, logs
from steward.broker_option import broker_address, declare_broker
from steward.stopping import stop_event

log = logging.getLogger(__name__)

_MEGABYTE = 1_000_000


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    declare_broker(parser)
    parser.add_argument("--topic", action="append", required=True, metavar="FILTER", help="what to record, as `steward/v1/#`; may be given again")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file; packed when its name ends in .gz")
    parser.add_argument("--for", type=float, dest="for_s", metavar="SECONDS", help="end after so long")
    parser.add_argument("--messages", type=int, metavar="N", help="end after so many messages")
    parser.add_argument("--megabytes", type=float, default=1000.0, metavar="N", help="end before the file is larger (default: 1000)")
    parser.add_argument("--quiet", action="store_true", help="no progress, only faults")


def run(arguments: argparse.Namespace) -> int:
    """Until it ends. 1 if the broker does not take us, or the file can no longer be written."""
    _check(arguments)
    lifeline.hold_on()
    logs.set_up("record", "WARNING", "text")
    broker = broker_address(arguments)
    stop = stop_event()
    header = Header(VERSION, rfc3339(utc_now()), f"{broker.host}:{broker.port}", arguments.topic, arguments.protocol)
    try:
        writer = RecordingWriter(arguments.out, header, most_bytes=round(arguments.megabytes * _MEGABYTE))
    except FileExistsError:
        raise BadConfiguration([Problem(str(arguments.out), None, "the file is there already", "Name another one, or remove it")]) from None
    except OSError as error:
        raise BadConfiguration([Problem(str(arguments.out), None, f"the file cannot be made ({error.strerror})", "Correct the path or its rights")]) from None
    line, rate = TerminalLine(quiet=arguments.quiet), Rate()
    recorder = Recorder(broker, arguments.topic, writer, steady_us(), for_s=arguments.for_s, most=arguments.messages, v5=arguments.protocol == "5")

    def told() -> str:
        return f"{recorder.messages:,} messages · {rate.of(recorder.messages):,.0f}/s · {recorder.size / _MEGABYTE:,.1f} MB"

    try:
        with writer:
            report = recorder.run(stop, lambda _recorder: line.show(told))
    except NoBroker as error:
        line.end()
        log.error("the broker: %s", error)
        arguments.out.unlink(missing_ok=True)
        return 1
    except OSError as error:
        line.end()
        log.error("%s: %s; what was written until then can be played back", arguments.out, error.strerror or error)
        return 1
    line.end()
    if not arguments.quiet:
        more = f", {report.left_out:,} of the broker's or Steward's own left out" if report.left_out else ""
        lost = f", the broker was lost {report.gaps} times" if report.gaps else ""
        print(f"{report.messages:,} messages in {report.seconds:,.0f} s, {report.size / _MEGABYTE:,.2f} MB{more}{lost}: {report.why}")
    return 0


def _check(arguments: argparse.Namespace) -> None:
    problems = [Problem("--topic", None, f"`{text}`: {why}", "Correct the filter") for text in arguments.topic if (why := why_no_filter(text)) is not None]
    bounds = {"--for": arguments.for_s, "--messages": arguments.messages, "--megabytes": arguments.megabytes}
    problems += [
        Problem(name, None, f"{bound} is no bound", "Give a number above 0") for name, bound in bounds.items() if bound is not None and not 0 < bound < math.inf
    ]
    if problems:
        raise BadConfiguration(problems)
