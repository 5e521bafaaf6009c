"""Hand-over of shifts (交接班)."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.work_order import Attachment
from domain.alarm import AlarmState, Hiding
from domain.hand_over import HandOverState, HandOverStep
from domain.people import Department
from domain.post import Post
from domain.severity import Priority, Severity
from domain.work_order import OrderState


class HandOverEntry(Schema):
    """A line of a sheet's timeline."""

    at: Moment
    step: HandOverStep
    state: HandOverState
    actor: str
    note: str


class HandOver(Schema):
    """The sheet of one duty. Lists leave the timeline empty. People are usernames."""

    id: str
    number: str = Field(examples=["J-20260131-001"])
    site: str
    post: Post
    duty_id: str
    outgoing: str
    incoming: str | None
    state: HandOverState
    since: Moment
    due_at: Moment = Field(description="The planned end of the shift.")
    late_at: Moment = Field(description="From then on the lead knows that nobody has taken over.")
    opened_at: Moment
    opened_by: str
    offered_at: Moment | None
    signed_at: Moment | None
    refused_at: Moment | None
    refused_by: str | None
    reason: str = Field(description="Why it was refused, last.")
    decided_by: str | None = Field(description="The lead who decided that it counts although it was refused.")
    ended_at: Moment | None
    note: str
    decided: list[HandOverStep] = Field(description="What Steward decided by itself, each once.")
    timeline: list[HandOverEntry]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class HandOverPage(PageOf[HandOver]):
    """Hand-overs, newest planned end first."""


class SheetHidden(Schema):
    """Why an alarm is hidden."""

    kind: Hiding
    reason: str
    until: Moment | None


class SheetAlarm(Schema):
    """An open alarm."""

    id: str
    message: LocalText
    asset: LocalText
    severity: Severity
    state: AlarmState
    raised_at: Moment
    hidden: SheetHidden | None


class SheetOrder(Schema):
    """An open order; `own`: the outgoing person works on it or answers for it, and it moves."""

    id: str
    number: str
    title: LocalText
    state: OrderState
    state_name: LocalText
    priority: Priority
    department: Department
    assignee: str | None
    owner: str | None
    own: bool
    resolve_by: Moment | None
    promised_until: Moment | None


class SheetIsolation(Schema):
    """Equipment out of service; `assets` names the first few."""

    id: str
    reason: str
    until: Moment
    by: str
    assets: list[LocalText]


class SheetPermit(Schema):
    """A permit that is not over."""

    id: str
    number: str
    kind: LocalText
    state: LocalText
    place: str
    work: str
    until: Moment
    watcher: str | None


class SheetIncident(Schema):
    """An incident that goes on."""

    id: str
    title: LocalText
    severity: Severity
    opened_at: Moment


class SheetWhistle(Schema):
    """A whistle under way."""

    id: str
    number: str
    matter: str
    blown_at: Moment


class SheetVisit(Schema):
    """A contractor on site, by firm."""

    id: str
    number: str
    asset: LocalText
    firm: str
    until: Moment


class Loan(Schema):
    """Some of a thing are with somebody."""

    id: str
    thing_id: str
    number: int
    lent_to: str
    lent_at: Moment
    lent_by: str
    note: str
    returned_at: Moment | None
    returned_by: str | None


class SheetThing(Schema):
    """Something that is counted. `expected`: how many lie there while the others are on loan."""

    id: str
    name: str
    number: int
    expected: int
    counted: int | None
    remark: str
    loans: list[Loan]


class SheetFigures(Schema):
    """What happened in the shift, and how much is open."""

    raised: int
    critical: int
    opened: int
    completed: int
    closed: int
    alarms: int
    orders: int
    own_orders: int
    isolations: int
    permits: int
    incidents: int
    whistles: int
    visits: int
    promises: int


class Sheet(Schema):
    """What is handed over: live until it is signed, then as it was (`at`)."""

    at: Moment
    figures: SheetFigures
    alarms: list[SheetAlarm]
    orders: list[SheetOrder]
    promises: list[SheetOrder] = Field(description="What was promised, or is to be resolved, within twelve hours.")
    isolations: list[SheetIsolation]
    permits: list[SheetPermit]
    incidents: list[SheetIncident]
    whistles: list[SheetWhistle]
    visits: list[SheetVisit]
    things: list[SheetThing]


class HandOverDetail(HandOver):
    """A hand-over with its sheet, its files and what you may do now."""

    sheet: Sheet
    files: list[Attachment]
    may: list[HandOverStep]


class MyShift(Schema):
    """A duty of mine that runs: with its sheet, or one could be opened."""

    duty_id: str
    site: str
    post: Post
    since: Moment
    until: Moment
    hand_over: HandOver | None


class MyHandOvers(Schema):
    """What I hand over, what waits for me, and what I have to decide about."""

    mine: list[MyShift]
    for_me: list[HandOver] = Field(description="Sheets of others that I may take over.")
    to_decide: list[HandOver] = Field(description="Refused ones, and late ones, of those whom I lead.")


class OpenHandOver(HumanStep):
    """Open the sheet of a duty."""

    duty_id: str = Field(min_length=1, max_length=64)


class CountIn(Schema):
    """How many there are."""

    counted: int = Field(ge=0, le=100_000)
    remark: str = Field("", max_length=300)


class CountThings(HumanStep):
    """How many of each thing, by its id; what is left out stays as it was."""

    counts: dict[str, CountIn] = Field(default_factory=dict, max_length=100)
    note: str | None = Field(None, max_length=4000, description="For who comes; null: as it was.")


class HandOverWords(HumanStep):
    """A step that may need words: a refusal, a decision and a cancellation do."""

    note: str = Field("", max_length=1000)


class Thing(Schema):
    """Something that belongs to a post; `lent` is how many are out."""

    id: str
    post: Post
    name: str
    number: int
    lent: int


class PostList(Schema):
    """What is handed over at a post."""

    site: str
    post: Post
    asked: bool = Field(description="Whether duty there ends by a hand-over.")
    things: list[Thing]
    loans: list[Loan] = Field(description="Those that are out.")
    may_edit: bool
    may_lend: bool
    version: int


class PostLists(Schema):
    """Every post of the site."""

    items: list[PostList]


class ThingIn(Schema):
    """A line of a list; without `id` it is new."""

    id: str | None = Field(None, max_length=64)
    name: str = Field(min_length=1, max_length=60)
    number: int = Field(ge=0, le=100_000)


class PostListIn(HumanStep):
    """The list as it shall be."""

    asked: bool
    things: list[ThingIn] = Field(max_length=100)


class LendIn(HumanStep):
    """Some of a thing go to somebody."""

    number: int = Field(1, ge=1, le=100_000)
    to: str = Field(min_length=1, max_length=60)
    note: str = Field("", max_length=300)
