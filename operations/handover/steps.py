"""The steps that people take with a hand-over.

Every step raises `KeyError` (no such sheet), `Conflict` (its version is not the one given), `IllegalStep` (not from where
it is now) or `Refusal` (something is missing, or it is not theirs to do; the text says what to do). Who may act as a lead
is the caller's business; that nobody signs their own is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.attachment import Attachment
from domain.dispatch import Duty
from domain.hand_over import IN_HAND, Count, HandOver, HandOverState, HandOverStep, next_hand_over_state
from domain.identity import stable_id
from domain.people import Department, Person, Role
from domain.post import POST_NAMES, Post
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from operations.handover import announcements, ownership, record, shifts
from operations.handover.sheet import expected, gather
from operations.workorders.record import local_day

_T = HandOverStep

LATE_MIN = 15
"""So many minutes after its end a shift that nobody has taken over is late; site setting ``hand_over_late_min``."""


_JUST_NOW, _INSTANT = timedelta(minutes=20), timedelta(microseconds=1)
"""Of several posts that are handed over at the same hour each has its turn."""


def sheet_id(duty_id: str) -> str:
    """The id of the one sheet of a duty."""
    return stable_id("hand-over", duty_id)


def late_at(site: Site, due_at: datetime) -> datetime:
    """From when a shift that ends at `due_at` counts as late."""
    return due_at + timedelta(minutes=site.settings.get("hand_over_late_min", LATE_MIN))


def open_sheet(tx: Transaction, duty: Duty, *, site: Site, by: str, at: datetime) -> HandOver:
    """The sheet of `duty`. One that is there already is no error. A duty that is over already does not go on."""
    known = tx.hand_overs.get(sheet_id(duty.id))
    if known is not None:
        return known
    if duty.post is None or duty.site != site.id:
        raise Refusal("该班次没有岗位，无须交接", "this duty has no post: there is nothing to hand over")
    if at < duty.since:
        raise Refusal("该班次尚未开始", "this duty has not begun")
    item = HandOver(
        id=sheet_id(duty.id),
        number=tx.hand_overs.next_number(site.id, local_day(at, site.time_zone)),
        site=site.id,
        post=duty.post,
        duty_id=duty.id,
        outgoing=duty.person,
        since=duty.since,
        due_at=duty.until,
        late_at=late_at(site, duty.until),
        state=HandOverState.OPEN,
        opened_at=at,
        opened_by=by,
        prolongs=at <= duty.until,
    )
    return record.add(tx, item, at=at, actor=by)


def count(tx: Transaction, id_: str, counts: Mapping[str, Count], *, by: str, at: datetime, note: str | None = None, version: int | None = None) -> HandOver:
    """How many of each thing there are (by its id; what is left out stays as it was), and the notes for who comes."""
    item = _found(tx, id_, version)
    state = next_hand_over_state(item.state, _T.COUNTED)
    known = {thing.id for thing in tx.hand_overs.things(item.site, item.post)}
    if unknown := sorted(set(counts) - known):
        raise Refusal("物品清单已变更，请刷新后重新清点", f"the list of things has changed: read it again ({', '.join(unknown)})")
    merged = {thing: value for thing, value in {**item.counts, **counts}.items() if thing in known}
    changed = replace(item, state=state, counts=merged, note=item.note if note is None else note.strip(), offered_at=None)
    return record.change(tx, changed, [(_T.COUNTED, "")], at=at, actor=by)


def offer(tx: Transaction, id_: str, *, site: Site, by: str, at: datetime, version: int | None = None) -> HandOver:
    """Whoever goes signs: everything is counted, and what does not tally is explained."""
    item = _found(tx, id_, version)
    state = next_hand_over_state(item.state, _T.OFFERED)
    lines = _counted(tx, item)
    if uncounted := [name for name, _, counted, _ in lines if counted is None]:
        raise Refusal(f"请先清点：{'、'.join(uncounted)}", f"count these first: {', '.join(uncounted)}")
    if unexplained := [name for name, wanted, counted, remark in lines if counted != wanted and not remark.strip()]:
        raise Refusal(f"数量不符请说明原因：{'、'.join(unexplained)}", f"the number is not right: say why for {', '.join(unexplained)}")
    saved = record.change(tx, replace(item, state=state, offered_at=at), [(_T.OFFERED, "")], at=at, actor=by)
    announcements.told(tx, saved, _T.OFFERED, site, at, once=f"|{saved.version}")
    return saved


def sign(tx: Transaction, id_: str, person: Person, *, site: Site, at: datetime, version: int | None = None) -> HandOver:
    """`person` takes over: the outgoing duty ends, theirs runs, and everything open is theirs from now on."""
    item = _found(tx, id_, version)
    next_hand_over_state(item.state, _T.SIGNED)
    _check_incoming(tx, item, person, site, at)
    return _hand_over(tx, item, person, _T.SIGNED, by=person.username, site=site, at=at)


def refuse(tx: Transaction, id_: str, person: Person, reason: str, *, site: Site, at: datetime, version: int | None = None) -> HandOver:
    """`person`, who was to take over, does not, and says why: the lead decides."""
    item = _found(tx, id_, version)
    state = next_hand_over_state(item.state, _T.REFUSED)
    _check_incoming(tx, item, person, site, at)
    if not reason.strip():
        raise Refusal("请填写拒接原因", "say why you refuse")
    undecided = tuple(step for step in item.decided if step is not _T.UNDECIDED)
    refused = replace(item, state=state, refused_at=at, refused_by=person.username, reason=reason.strip(), decided=undecided)
    saved = record.change(tx, refused, [(_T.REFUSED, reason.strip())], at=at, actor=person.username)
    announcements.told(tx, saved, _T.REFUSED, site, at, once=f"|{saved.version}")
    return saved


def send_back(tx: Transaction, id_: str, *, site: Site, by: str, at: datetime, note: str, version: int | None = None) -> HandOver:
    """A lead sides with who refused: the sheet is put right and signed again."""
    item = _found(tx, id_, version)
    state = next_hand_over_state(item.state, _T.SENT_BACK)
    _check_lead(item, by)
    if not note.strip():
        raise Refusal("请说明要更正什么", "say what has to be put right")
    back = replace(item, state=state, offered_at=None)
    saved = record.change(tx, back, [(_T.SENT_BACK, note.strip())], at=at, actor=by)
    announcements.told(tx, replace(saved, reason=note.strip()), _T.SENT_BACK, site, at, once=f"|{saved.version}")
    return saved


def sign_anyway(tx: Transaction, id_: str, *, site: Site, by: str, at: datetime, note: str = "", version: int | None = None) -> HandOver:
    """A lead decides that whoever refused takes over as it is."""
    item = _found(tx, id_, version)
    next_hand_over_state(item.state, _T.FORCED)
    _check_lead(item, by)
    account = None if item.refused_by is None else tx.people.by_username(item.refused_by)
    if account is None or not account.person.works_at(site.id):
        raise Refusal("拒接人已不在本项目，请退回后由他人接班", "whoever refused is not at this site any more: send it back")
    return _hand_over(tx, replace(item, decided_by=by), account.person, _T.FORCED, by=by, site=site, at=at, note=note.strip())


def cancel(tx: Transaction, id_: str, *, by: str, at: datetime, reason: str, version: int | None = None) -> HandOver:
    """A lead says that nothing has to be handed over. The duty ends when it ends."""
    item = _found(tx, id_, version)
    state = next_hand_over_state(item.state, _T.CANCELLED)
    _check_lead(item, by)
    if not reason.strip():
        raise Refusal("请填写取消原因", "say why nothing has to be handed over")
    if _T.EXTENDED in item.decided:
        shifts.end(tx, item.duty_id, at)
    return record.change(tx, replace(item, state=state, ended_at=at), [(_T.CANCELLED, reason.strip())], at=at, actor=by)


def note(tx: Transaction, id_: str, text: str, *, by: str, at: datetime) -> HandOver:
    """Something to remember, of anybody concerned."""
    item = _found(tx, id_, None)
    next_hand_over_state(item.state, _T.NOTED)
    if not text.strip():
        raise Refusal("请填写说明", "the note is empty: write something")
    return record.change(tx, item, [(_T.NOTED, text.strip())], at=at, actor=by)


def attach(tx: Transaction, id_: str, file: Attachment, *, at: datetime) -> HandOver:
    """A photo or a drawn signature, already stored under its id, belongs to the sheet from now on."""
    item = _found(tx, id_, None)
    next_hand_over_state(item.state, _T.ATTACHED)
    tx.hand_overs.add_file(file)
    return record.change(tx, item, [(_T.ATTACHED, file.name)], at=at, actor=file.added_by)


def _hand_over(tx: Transaction, item: HandOver, incoming: Person, step: HandOverStep, *, by: str, site: Site, at: datetime, note: str = "") -> HandOver:
    """Duties, ownership, the sheet as it is now and its record: all of it or nothing."""
    outgoing = _outgoing(tx, item)
    sheet = gather(tx, replace(item, incoming=incoming.username), site, at)
    shifts.end(tx, item.duty_id, at)
    shifts.begin(tx, incoming.username, site, item.post, at)
    ownership.move(tx, ownership.Move(site, item.number, outgoing, incoming, _what_moves(tx, item, outgoing, at), at))
    signed = replace(item, state=HandOverState.SIGNED, incoming=incoming.username, signed_at=at, ended_at=at, sheet=sheet)
    saved = record.change(tx, signed, [(step, note)], at=at, actor=by)
    wrong = [f"{name} {counted if counted is not None else '—'}/{wanted}" for name, wanted, counted, _ in _counted(tx, item) if counted != wanted]
    if wrong:
        announcements.missing(tx, saved, wrong, at)
    return saved


def _what_moves(tx: Transaction, item: HandOver, outgoing: Person, at: datetime) -> frozenset[Department] | None:
    """The departments whose orders move: those of no other post that the outgoing person has still to hand over; `None`: everything."""
    recent = tx.dispatch.duties_of(outgoing.username, at - _JUST_NOW, at + _INSTANT)
    others = [duty for duty in recent if duty.id != item.duty_id and duty.site == item.site]
    sheets = tx.hand_overs.of_duties([duty.id for duty in others])
    kept = [duty for duty in others if _is_still_to_hand_over(tx, duty, sheets.get(duty.id))]
    if not kept:
        return None
    return frozenset({item.post.department} - {duty.post.department for duty in kept if duty.post is not None})


def _is_still_to_hand_over(tx: Transaction, duty: Duty, sheet: HandOver | None) -> bool:
    if sheet is not None:
        return sheet.state in IN_HAND
    return duty.post is not None and tx.hand_overs.rule(duty.site, duty.post).asked


def _outgoing(tx: Transaction, item: HandOver) -> Person:
    """Who goes; somebody without an account holds things by their name all the same."""
    account = tx.people.by_username(item.outgoing)
    return Person("", item.outgoing, item.outgoing, Role.VIEWER, None, ()) if account is None else account.person


def _counted(tx: Transaction, item: HandOver) -> list[tuple[str, int, int | None, str]]:
    """Name, how many there should be, how many were counted, and the remark, of each thing of the post."""
    loans = tx.hand_overs.loans(item.site)
    found: list[tuple[str, int, int | None, str]] = []
    for thing in tx.hand_overs.things(item.site, item.post):
        wanted = expected(thing, [loan for loan in loans if loan.thing_id == thing.id])
        known = item.counts.get(thing.id)
        found.append((thing.name, wanted, None if known is None else known.counted, "" if known is None else known.remark))
    return found


def _check_incoming(tx: Transaction, item: HandOver, person: Person, site: Site, at: datetime) -> None:
    signed_by = next((entry.actor for entry in reversed(tx.hand_overs.timeline(item.id)) if entry.step is _T.OFFERED), None)
    if person.username in (item.outgoing, signed_by):
        raise Refusal("交班人不能给自己接班，请由接班人签字", "nobody signs their own hand-over: whoever comes has to sign")
    if not shifts.may_take_over(tx, person, site, item.post, item.outgoing, at):
        name = POST_NAMES[Post(item.post)]
        raise Refusal(
            f"您不在{name.zh}的当班或接班名单中，请联系主管排班",
            f"you are not on the list for this post ({name.en}), now or soon: ask the lead to put you on it",
        )


def _check_lead(item: HandOver, by: str) -> None:
    if by == item.outgoing:
        raise Refusal("不能裁决自己的交接班，请由其他主管处理", "nobody decides about their own hand-over: ask another lead")


def _found(tx: Transaction, id_: str, version: int | None) -> HandOver:
    item = tx.hand_overs.get(id_)
    if item is None:
        raise KeyError(id_)
    if version is not None and version != item.version:
        raise Conflict(f"the hand-over has changed: its version is {item.version}, not {version}; read it again")
    return item
