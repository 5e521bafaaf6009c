"""What ingest pushes to the server over a local socket, one JSON object a line: the present, not the history.

``{"kind": "snapshot" | "update", "site", "points": {point id: [epoch ms, value, quality]},
"devices": {device id: [online, last seen epoch ms, clock offset s]}}`` — a snapshot on connecting, then what changed,
each point at most once a second; ``{"kind": "committed"}`` when the event log has grown; ``{"kind": "health", "site",
"metrics": {name: number | {label: number} | histogram}, "facts": {name: bool | str}}`` every second, where a histogram is
``{"bounds": [upper bounds, rising], "counts": [one more than bounds, each for itself], "sum", "median", "p99"}`` with the
quantiles of the newest observations, `null` before the first. Nothing of it is ever resumed.
"""

from __future__ import annotations

SNAPSHOT = "snapshot"
UPDATE = "update"
COMMITTED = "committed"
HEALTH = "health"
