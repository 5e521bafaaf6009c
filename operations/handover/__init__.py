"""Hand-over of shifts (交接班): the sheet, what is counted, who signs, and what moves with it."""

from operations.handover.steps import attach, cancel, count, note, offer, open_sheet, refuse, send_back, sheet_id, sign, sign_anyway
from operations.handover.sweeping import sweep

__all__ = ["attach", "cancel", "count", "note", "offer", "open_sheet", "refuse", "send_back", "sheet_id", "sign", "sign_anyway", "sweep"]
