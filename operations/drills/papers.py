"""What people add to a drill: remarks, and their signatures when it is over.

Each step raises `KeyError` (no such drill), `Conflict` (its version is not the one given) or `IllegalStep` (not in its state).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.drill import Drill, DrillEntry, DrillEvent, next_drill_state
from domain.drill_paper import DRILL_SIGNER_NAMES, DrillSignature
from domain.problem import Refusal
from domain.records import Transaction
from operations.drills import record
from operations.workorders.record import both

MOST_SIGNATURES = 60


def note(tx: Transaction, drill_id: str, words: str, *, by: str, at: datetime, version: int | None = None) -> Drill:
    """Write something down. Raises `Refusal` for nothing."""
    drill = record.found(tx, drill_id, version)
    if not words.strip():
        raise Refusal("请填写内容", "say what there is to remember")
    noted = replace(drill, state=next_drill_state(drill.state, DrillEvent.NOTED))
    return record.change(tx, noted, [DrillEntry(drill_id, at, DrillEvent.NOTED, by, words.strip())], at=at, actor=by)


def sign(tx: Transaction, drill_id: str, signature: DrillSignature, *, by: str, at: datetime) -> Drill:
    """Somebody has signed its record. A signature stays: whoever signs again stands there twice. Raises `Refusal` when there are too many."""
    drill = record.found(tx, drill_id)
    if len(tx.drill_papers.signatures(drill_id)) >= MOST_SIGNATURES:
        raise Refusal(f"一次演练最多 {MOST_SIGNATURES} 个签名", f"a drill holds {MOST_SIGNATURES} signatures at most")
    signed = replace(drill, state=next_drill_state(drill.state, DrillEvent.SIGNED))
    tx.drill_papers.add_signature(signature)
    words = f"{signature.name}（{both(DRILL_SIGNER_NAMES[signature.signed_as])}）"
    return record.change(tx, signed, [DrillEntry(drill_id, at, DrillEvent.SIGNED, by, words)], at=at, actor=by)
