"""A process that runs the ingest of a site with a Sparkplug node, on a real broker and real files, for tests that kill it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ingest.session import SessionSettings
from tests.ingest.codecs.sites import HEAD, site_of
from tests.ingest.ingest_process import serve

SITE = (
    HEAD
    + """\
dialects:
  - {id: sparkplug-b, options: {rebirth_s: 1}}
assets:
  - {id: room, type: environment, name: {zh: 泵房, en: Pump room}, space: b1}
devices:
  - {id: room-1, dialect: sparkplug-b, address: Plant/B1/room, points: {Temperature: room.temp, Noise: room.noise}}
"""
)


if __name__ == "__main__":
    serve(site_of(SITE), Path(sys.argv[1]), SessionSettings(**json.loads(sys.argv[2])))
