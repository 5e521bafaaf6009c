"""What may go out by itself: nothing, unless the settings of the site say so.

``notice_<kind>_by_itself`` is 0 (as it comes: people draft), 1 (a draft is made and waits for approval) or 2 (it goes out);
``notice_closing_by_itself`` is 1 if the notice that says that it is over may go out; ``notice_by_itself_after_min`` is
how long an alarm must have stood (5); ``notice_approval_min`` how long a notice may wait for approval (15).
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum

from domain.notice import NoticeKind
from domain.site import Site

APPROVAL_MIN = 15.0
AFTER_MIN = 5.0


class ByItself(IntEnum):
    """What Steward does about an alarm of a kind, of itself."""

    NOTHING = 0
    DRAFTS = 1
    SENDS = 2


def by_itself(site: Site, kind: NoticeKind) -> ByItself:
    """The policy of `site` for `kind`; a number that means nothing is `NOTHING`."""
    written = site.settings.get(f"notice_{kind.value}_by_itself", 0)
    return ByItself(int(written)) if written in tuple(ByItself) else ByItself.NOTHING


def closes_by_itself(site: Site) -> bool:
    """Whether the notice that says that it is over goes out without anybody's approval."""
    return site.settings.get("notice_closing_by_itself", 0) == 1


def approval_limit(site: Site) -> timedelta:
    """How long a notice may wait for approval."""
    return timedelta(minutes=max(1.0, site.settings.get("notice_approval_min", APPROVAL_MIN)))


def stands_for(site: Site) -> timedelta:
    """How long an alarm must have stood before Steward drafts of itself."""
    return timedelta(minutes=max(0.0, site.settings.get("notice_by_itself_after_min", AFTER_MIN)))
