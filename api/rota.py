"""The rota as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from api.dispatch import duty_out
from api.problems import NotFound
from api.schemas import rota as out
from api.schemas.base import LocalText
from api.security.rights import Rights
from api.services import Services
from configuration.rota import load
from domain.dispatch import Duty
from domain.post import POST_NAMES, Post
from domain.post_gap import PostGap, lacks
from domain.records import Transaction
from domain.rota import Deputy, Holder, Member, Need, Pattern, RotaPlan, Shift, Slot, slots
from domain.rota import Pattern as PatternRecord
from domain.site import Site
from domain.swap import Absence
from domain.text import Text
from domain.time import rfc3339
from operations.rota import telling
from operations.rota.generating import Made
from operations.rota.standing import Roll, Standing

_DAY = timedelta(days=1)
_NONE = Text("没有这个排班规则", "There is no such pattern that you may see.")


def plan_out(plan: RotaPlan) -> out.RotaPlan:
    """The plan, with what is usual where the site says nothing."""
    usual = load()
    chains = {**usual.deputies, **plan.deputies}
    skills = {**usual.certificates, **plan.certificates}
    return out.RotaPlan(
        site=plan.site,
        version=plan.version,
        shifts=[shift_out(shift) for shift in plan.shifts],
        deputies=[
            out.DeputyChain(post=post, deputies=[out.Deputy(post=each.post, person=each.person) for each in chains[post]], usual=post not in plan.deputies)
            for post in Post
            if post in chains
        ],
        holders=[out.Holder(post=each.post, person=each.person, building=each.building) for each in plan.holders],
        certificates=[out.Certificates(post=post, skills=list(skills[post]), usual=post not in plan.certificates) for post in Post if post in skills],
        lead_approves=plan.lead_approves,
        rest_hours=plan.rest / timedelta(hours=1),
        grace_minutes=plan.grace // timedelta(minutes=1),
        again_minutes=plan.again_after // timedelta(minutes=1),
    )


def plan_in(site: str, written: out.RotaPlanIn, version: int) -> RotaPlan:
    """The plan that somebody wrote; what is as usual is not kept."""
    usual = load()
    chains = {each.post: tuple(Deputy(deputy.post, deputy.person) for deputy in each.deputies) for each in written.deputies}
    skills = {each.post: tuple(each.skills) for each in written.certificates}
    return RotaPlan(
        site=site,
        shifts=tuple(
            Shift(
                each.id, Text(each.name.zh, each.name.en), each.mark, each.begin, each.end, tuple(Need(need.post, need.people) for need in each.needs), each.on
            )
            for each in written.shifts
        ),
        deputies={post: chain for post, chain in chains.items() if chain != usual.deputies.get(post)},
        holders=tuple(Holder(each.post, each.person, each.building) for each in written.holders),
        certificates={post: each for post, each in skills.items() if each != usual.certificates.get(post)},
        lead_approves=written.lead_approves,
        rest=timedelta(hours=written.rest_hours),
        grace=timedelta(minutes=written.grace_minutes),
        again_after=timedelta(minutes=written.again_minutes),
        version=version,
    )


def shift_out(shift: Shift) -> out.Shift:
    """A shift."""
    return out.Shift(
        id=shift.id,
        name=out.ShiftName(zh=shift.name.zh, en=shift.name.en),
        mark=shift.mark,
        begin=shift.begin,
        end=shift.end,
        needs=[out.Need(post=need.post, people=need.people) for need in shift.needs],
        on=shift.on,
    )


def pattern_out(pattern: Pattern) -> out.Pattern:
    """A pattern."""
    return out.Pattern(
        id=pattern.id,
        site=pattern.site,
        name=pattern.name,
        cycle=list(pattern.cycle),
        starts_on=pattern.starts_on,
        ends_on=pattern.ends_on,
        members=[out.PatternMember(person=each.person, offset=each.offset) for each in pattern.members],
        posts=list(pattern.posts),
        on=pattern.on,
        version=pattern.version,
    )


def pattern_in(pattern_id: str, written: out.PatternIn, version: int) -> Pattern:
    """The pattern that somebody wrote."""
    return PatternRecord(
        id=pattern_id,
        site=written.site,
        name=written.name.strip(),
        cycle=tuple(written.cycle),
        starts_on=written.starts_on,
        members=tuple(Member(each.person, each.offset) for each in written.members),
        posts=tuple(written.posts),
        on=written.on,
        ends_on=written.ends_on,
        version=version,
    )


def saved_out(pattern: Pattern, made: Made, names: Mapping[str, str], site: Site) -> out.PatternSaved:
    """The pattern, and what was made of it."""
    clashes = [
        out.PatternClash(username=turn.person, day=turn.day, shift=turn.shift, text=LocalText.of(_clash(names.get(turn.person, turn.person), against, site)))
        for turn, against in made.clashes
    ]
    return out.PatternSaved(pattern=pattern_out(pattern), added=made.added, removed=made.removed, clashes=clashes)


def calendar_out(tx: Transaction, site: Site, first: date, number: int, names: Mapping[str, str], now: datetime) -> out.RotaCalendar:
    """The rota of `number` local days from `first` on; what is missing, only from `now` on."""
    plan = tx.rota.plan(site.id)
    last = first + (number - 1) * _DAY
    begin, end = midnight(site, first), midnight(site, last + _DAY)
    needed = slots(plan, site.time_zone, site.days, first, last)
    duties = tx.dispatch.duties(site.id, begin - _DAY, end + _DAY)
    shown = [duty for duty in duties if first <= day_of(duty, site) <= last]
    absent = tx.rota.absences(sorted(name for name, person in Roll.call(tx, site, begin).people.items() if person), begin, end)
    return out.RotaCalendar(
        site=site.id,
        days=[_day(site, first + each * _DAY) for each in range(number)],
        shifts=[shift_out(shift) for shift in plan.shifts],
        duties=[duty_out(duty, names) for duty in shown],
        slots=[_slot(slot) for slot in needed],
        lacks=[
            out.Lack(
                post=slot.post,
                shift=slot.shift.id,
                day=slot.day,
                since=rfc3339(lack.since),
                until=rfc3339(lack.until),
                missing=lack.missing,
            )
            for slot in needed
            for lack in lacks(slot, duties)
            if lack.until > now
        ],
        absences=[absence_out(each, names) for each in absent if each.site == site.id],
    )


def standings_out(tx: Transaction, site: Site, now: datetime) -> out.Standings:
    """Who is called for each post for which the site keeps a rota."""
    roll = Roll.call(tx, site, now)
    empty = {gap.post for gap in tx.rota.open_gaps([site.id]) if gap.since <= now}
    return out.Standings(items=[_standing(roll.standing(post), post in empty) for post in Post if post in roll.kept])


def gap_out(gap: PostGap, roll: Roll | None) -> out.PostGap:
    """A gap; with `roll`, who is called meanwhile."""
    instead = None if roll is None or gap.ended_at is not None else LocalText.of(telling.called(roll.standing(gap.post)))
    return out.PostGap(
        id=gap.id,
        site=gap.site,
        post=gap.post,
        shift=gap.shift,
        day=gap.day,
        since=rfc3339(gap.since),
        until=rfc3339(gap.until),
        needed=gap.needed,
        found=gap.found,
        opened_at=rfc3339(gap.opened_at),
        ended_at=None if gap.ended_at is None else rfc3339(gap.ended_at),
        work_order_id=gap.work_order_id,
        instead=instead,
    )


def absence_out(absence: Absence, names: Mapping[str, str]) -> out.Absence:
    """An absence."""
    return out.Absence(
        id=absence.id,
        username=absence.person,
        name=names.get(absence.person, absence.person),
        since=rfc3339(absence.since),
        until=rfc3339(absence.until),
    )


def find_pattern(parts: Services, rights: Rights, tx: Transaction, pattern_id: str) -> Pattern:
    """The pattern, if it is of a site that they may see. Raises `NotFound`."""
    found = tx.rota.pattern(pattern_id)
    if found is None or found.site not in rights.sites(None, parts.sites):
        raise NotFound(_NONE)
    return found


def midnight(site: Site, day: date) -> datetime:
    """When the local day begins."""
    return datetime.combine(day, time(), site.time_zone)


def day_of(duty: Duty, site: Site) -> date:
    """The local day to which a duty belongs: that of its shift, else the one on which it begins."""
    return duty.day or duty.since.astimezone(site.time_zone).date()


def _day(site: Site, day: date) -> out.RotaDay:
    name = site.days.names.get(day)
    return out.RotaDay(day=day, kind=site.days.kind_of(day), name=None if name is None else LocalText.of(name))


def _slot(slot: Slot) -> out.RotaSlot:
    return out.RotaSlot(post=slot.post, shift=slot.shift.id, day=slot.day, since=rfc3339(slot.since), until=rfc3339(slot.until), people=slot.people)


def _standing(found: Standing, empty: bool) -> out.PostStanding:  # noqa: FBT001  said by its name in the one place that calls it
    people: Sequence[out.StandingPerson] = [out.StandingPerson(username=each.username, name=each.name) for each in found.people]
    return out.PostStanding(post=found.post, why=found.why, stands_on=found.stands_on, people=list(people), empty=empty)


def _clash(name: str, against: Duty, site: Site) -> Text:
    post = Text("无固定岗位", "no fixed post") if against.post is None else POST_NAMES[against.post]
    when = f"{against.since.astimezone(site.time_zone):%m-%d %H:%M}"
    return Text("{name} {when} 已有当班（{site} {post}）", "{name} is on duty already, {when} ({site}, {post})").filled(
        name=name, when=when, site=against.site, post=post
    )
