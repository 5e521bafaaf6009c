"""How long things last between ingest processes."""

from __future__ import annotations

LEASE_S = 15.0
"""So long a process that cannot be seen to be dead keeps its sites without a sign of life."""
RENEW_EVERY_S = 3.0
"""How often it gives one."""
LOOK_EVERY_S = 0.5
"""How often it looks at the others, and at its own sites."""
SETTLE_S = 5.0
"""A site is given to another process only when for so long it should have been there: who is just starting may end again at once."""
TRY_AGAIN_S = 1.0
"""Until a site that could not be taken, because somebody has it, is tried again."""
PATIENCE_S = 10.0
"""A site that should be ours and is out of reach for longer is spoken of."""
STOP_WITHIN_S = 30.0
"""Whose ingest takes longer to stop hangs: its lease is not renewed any more."""
