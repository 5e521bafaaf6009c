"""How Steward speaks to its operator: one line a fault, as text or as JSON; the role stands in each line."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from types import TracebackType

from domain.time import from_ms, rfc3339

log = logging.getLogger(__name__)

_STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime"}
_SITE = r"[a-z0-9][a-z0-9-]{0,63}"
_OF_A_SITE = re.compile(rf"({_SITE}): ")
"""Lines about a site begin with it, in these rooms:"""
_ROOMS_OF_SITES = ("ingest", "rules", "steward.shards", "steward.rules_in_force")
_THREAD_OF_A_SITE = re.compile(rf"(?:(?:ingest|telemetry|feed|publisher|broker check|shard) |session steward-(?:ingest|out)-)({_SITE})")
"""The others are known by their thread."""


class JsonLines(logging.Formatter):
    """Each record as one JSON object on one line.

    Always there: ``time`` (RFC 3339, UTC), ``level``, ``role``, ``room`` (the folder that speaks), ``logger``, ``site``
    (`null`: none, or not one alone), ``event`` (what happened, in words), ``error`` (the exception as ``Type: words``;
    `null`: none). ``traceback`` stands beside a fault of our own; what was given as ``extra`` stands beside it, too.
    """

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        event = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        line: dict[str, object] = {
            "time": rfc3339(from_ms(int(record.created * 1000))),
            "level": record.levelname.lower(),
            "role": self._role,
            "room": record.name.split(".")[0],
            "logger": record.name,
            "site": _site(record, event),
            "event": event,
            "error": None if error is None else f"{type(error).__name__}: {error}",
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD and key not in line}
        if record.exc_info and error is not None:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(role: str, level: str, form: str) -> None:
    """Send all logging of this process to standard error, and what nobody caught, too."""
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(JsonLines(role))
        sys.excepthook = _uncaught
        threading.excepthook = lambda thread: _uncaught(thread.exc_type, thread.exc_value, thread.exc_traceback)
    else:
        handler.setFormatter(logging.Formatter(f"%(asctime)s %(levelname)-7s {role:<7} %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for noisy in ("alembic", "apscheduler", "uvicorn.access", "urllib3", "reactivex", "Rx", "asyncio", "iotcore", "tracing", "rumqttd", "uvicorn"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # A connection that the database's server has ended: whoever used it says so in one line, not with the driver's traceback.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)


def _site(record: logging.LogRecord, event: str) -> str | None:
    if record.name.startswith(_ROOMS_OF_SITES) and (found := _OF_A_SITE.match(event)):
        return found[1]
    found = _THREAD_OF_A_SITE.fullmatch(record.threadName or "")
    return None if found is None else found[1]


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    """A line like any other, so that whoever reads the log line by line finds it."""
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    log.critical("nobody has caught this; the process or its thread ends", exc_info=(kind, error, where))
