"""Visits of contractors: signing in at the equipment, working on it out of service, signing out, and the service clock.

A contractor has no account and decides nothing: signing in only tells the staff. From the approval on the asset, and
nothing else, is out of service; what endangers people stays live all the same (`safety`).
"""

from operations.visits.links import asset_of, digest, new_token
from operations.visits.service import ServiceClock, clock_of, due
from operations.visits.signing import SignIn, attach, resume, sign_in, sign_out, withdraw
from operations.visits.steps import take_step
from operations.visits.sweeping import sweep

__all__ = [
    "ServiceClock",
    "SignIn",
    "asset_of",
    "attach",
    "clock_of",
    "digest",
    "due",
    "new_token",
    "resume",
    "sign_in",
    "sign_out",
    "sweep",
    "take_step",
    "withdraw",
]
