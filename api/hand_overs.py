"""Hand-overs as the API shows them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from api.attaching import attachment_out
from api.problems import NotFound
from api.schemas.hand_over import HandOver as HandOverOut
from api.schemas.hand_over import HandOverDetail, Loan, PostList, Sheet, Thing
from api.security.rights import Rights
from api.services import Services
from domain.hand_over import HAND_OVER_TRANSITIONS, IN_HAND, HandOver, HandOverState, HandOverStep
from domain.hand_over_json import hand_over_json, loan_json, thing_json
from domain.people import Permission
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from operations.handover.sheet import gather
from operations.handover.shifts import may_take_over

_T = HandOverStep
_OUTGOING = frozenset({_T.COUNTED, _T.OFFERED})
_INCOMING = frozenset({_T.SIGNED, _T.REFUSED})
_LEADS = frozenset({_T.SENT_BACK, _T.FORCED, _T.CANCELLED})
_ANYBODY = frozenset({_T.NOTED, _T.ATTACHED})


def hand_over_out(item: HandOver) -> HandOverOut:
    """A hand-over as lists show it."""
    return HandOverOut.model_validate(hand_over_json(item))


def hand_over_detail(tx: Transaction, item: HandOver, site: Site, rights: Rights, now: datetime) -> HandOverDetail:
    """A hand-over with its sheet (live, or as it was signed) and what this person may do now."""
    sheet = item.sheet if item.sheet is not None else gather(tx, item, site, now)
    return HandOverDetail.model_validate(
        {
            **hand_over_json(item, tx.hand_overs.timeline(item.id)),
            "sheet": Sheet.model_validate(sheet),
            "files": [attachment_out(file) for file in tx.hand_overs.files(item.id)],
            "may": sorted(_may(tx, item, site, rights, now), key=list(_T).index),
        }
    )


def find_hand_over(parts: Services, rights: Rights, tx: Transaction, hand_over_id: str) -> HandOver:
    """The sheet. Raises `NotFound` if there is none that they may see."""
    item = tx.hand_overs.get(hand_over_id)
    if item is None or item.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这份交接班记录", f"There is no hand-over {hand_over_id} that you may see."))
    return item


def leads(rights: Rights, site: str, post: Post) -> bool:
    """Whether they decide about hand-overs of `post`, and what is counted there."""
    return rights.may(Permission.ARRANGE_DUTY, site, {post.department})


def takes_part(rights: Rights, site: str, post: Post) -> bool:
    """Whether they are of those who stand on `post` or lead them."""
    return leads(rights, site, post) or rights.may(Permission.WORK_ORDER, site, {post.department})


def may_step(tx: Transaction, item: HandOver, step: HandOverStep, site: Site, rights: Rights, now: datetime) -> bool:
    """Whether they may take `step`, whatever the state: who goes counts, who comes signs, a lead decides."""
    me = rights.person.username
    if step in _INCOMING:
        return may_take_over(tx, rights.person, site, item.post, item.outgoing, now)
    if step in _LEADS:
        return leads(rights, item.site, item.post) and me != item.outgoing
    if step in _OUTGOING:
        return me == item.outgoing or leads(rights, item.site, item.post)
    return step in _ANYBODY and (me == item.outgoing or takes_part(rights, item.site, item.post))


def post_list(tx: Transaction, site: str, post: Post, rights: Rights) -> PostList:
    """What is handed over at a post."""
    rule = tx.hand_overs.rule(site, post)
    things = tx.hand_overs.things(site, post)
    ids = {thing.id for thing in things}
    loans = [loan for loan in tx.hand_overs.loans(site) if loan.thing_id in ids]
    return PostList(
        site=site,
        post=post,
        asked=rule.asked,
        things=[Thing.model_validate({**thing_json(thing), "lent": sum(loan.number for loan in loans if loan.thing_id == thing.id)}) for thing in things],
        loans=[Loan.model_validate(loan_json(loan)) for loan in loans],
        may_edit=leads(rights, site, post),
        may_lend=takes_part(rights, site, post),
        version=rule.version,
    )


def _may(tx: Transaction, item: HandOver, site: Site, rights: Rights, now: datetime) -> Iterator[HandOverStep]:
    if item.state not in IN_HAND:
        return
    for step in (*_OUTGOING, *_INCOMING, *_LEADS, *_ANYBODY):
        if (item.state, step) in HAND_OVER_TRANSITIONS and may_step(tx, item, step, site, rights, now):
            yield step


def waits(item: HandOver) -> bool:
    """Whether somebody has to decide about it: it was refused, or it is late."""
    return item.state is HandOverState.REFUSED or (item.state in IN_HAND and _T.LATE in item.decided)
