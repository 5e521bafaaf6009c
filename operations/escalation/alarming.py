"""What the log says when calling fails: at once, and in a flood once a minute for each site, with how many there were."""

from __future__ import annotations

import logging

from domain.call_out import CallOut, Whom
from domain.sparing import SparingEach

log = logging.getLogger(__name__)

# Of the process, as its log is: whichever thread decides, a site's flood is one line.
_nobody_found = SparingEach(log)
_nobody_answers = SparingEach(log)


def nobody_found(call_out: CallOut, whom: Whom) -> None:
    """A step had nobody whom it could call."""
    extra = {"call_out": call_out.id, "whom": whom.value, "site": call_out.site}
    _nobody_found.of(call_out.site).say(logging.WARNING, "nobody can be called", extra=extra)


def nobody_answers(call_out: CallOut) -> None:
    """The ladder is at its end."""
    extra = {"call_out": call_out.id, "site": call_out.site, "severity": call_out.severity.value}
    _nobody_answers.of(call_out.site).say(logging.WARNING, "nobody answers a call-out", extra=extra)
