"""Systems outside: webhooks, what was sent to them, and keys of machines."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from api.schemas.base import Moment, PageOf, Schema
from domain.alarm import AlarmEvent
from domain.webhook import Ended, Sending
from domain.work_order import OrderEvent

FAMILIES = {"work-order": frozenset(event.value for event in OrderEvent), "alarm": frozenset(event.value for event in AlarmEvent)}
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$", description="As people know it; each name once.")]
Sites = Annotated[list[str], Field(min_length=1, max_length=200, description="Ids of sites; `*`: every one.")]
_EXAMPLE = "https://erp.example.com/steward"


class Webhook(Schema):
    """An endpoint of another system, and how far it has been told."""

    id: str
    name: str
    url: str = Field(description="Without its query for those who may only look.")
    sites: list[str]
    events: list[str] = Field(description="Families (`work-order`, `alarm`) or single steps (`work-order.close`).")
    client: str | None = Field(description="The API client of whose orders alone it is told, with their outside ids; null: of all.")
    active: bool
    ended: Ended | None = Field(description="Why it is told nothing; null: it is active.")
    ended_at: Moment | None
    failing_since: Moment | None = Field(description="Since when nothing was taken; null: the last message was.")
    created_at: Moment
    created_by: str
    waiting: int = Field(description="Messages that are still to be taken.")
    failed: int = Field(description="Messages that were given up.")
    delivered: int
    version: int


class WebhookWithSecret(Webhook):
    """An endpoint with its secret, which is shown this once."""

    secret: str = Field(description="`whsec_…`: the receiver verifies signatures with it. It is not shown again.")


class WebhookPage(PageOf[Webhook]):
    """Endpoints, by name."""


class WebhookIn(Schema):
    """An endpoint as it should be."""

    name: Name
    url: str = Field(max_length=2000, examples=[_EXAMPLE])
    sites: Sites = Field(["*"])
    events: list[str] = Field(["work-order"], min_length=1, max_length=100)

    @field_validator("events")
    @classmethod
    def _known(cls, events: list[str]) -> list[str]:
        for event in events:
            family, dot, step = event.partition(".")
            if family not in FAMILIES or (dot and step not in FAMILIES[family]):
                raise ValueError(f"{event} is no event: use work-order, alarm, or one of their steps such as work-order.close")
        return events


class NewWebhook(WebhookIn):
    """A new endpoint."""

    client: str | None = Field(None, max_length=64, description="Only the orders of this API client, with their outside ids.")


class WebhookDelivery(Schema):
    """One message for one endpoint; its id is its `webhook-id`, however often it is sent."""

    id: str
    type: str = Field(examples=["work-order.accept"])
    sequence: int | None = Field(description="The number of the event; null: a test.")
    subject: str = Field(description="The id of the order or alarm.")
    state: Sending
    attempts: int
    created_at: Moment
    next_at: Moment | None
    tried_at: Moment | None
    delivered_at: Moment | None
    give_up_at: Moment
    status: int | None = Field(description="What was answered to the last try; null: nothing.")
    error: str | None


class WebhookDeliveryPage(PageOf[WebhookDelivery]):
    """Messages, newest first."""


class ApiClient(Schema):
    """A machine that may open orders and read those that it opened."""

    id: str
    name: str
    sites: list[str]
    hint: str = Field(description="How its key begins.")
    created_at: Moment
    created_by: str
    last_used_at: Moment | None = Field(description="To the minute; null: never.")
    revoked_at: Moment | None


class ApiClientWithKey(ApiClient):
    """A client with its key, which is shown this once."""

    key: str = Field(description="`stk_…`: sent as `Authorization: Bearer stk_…`. It is not shown again.")


class ApiClientPage(PageOf[ApiClient]):
    """Clients, by name."""


class NewApiClient(Schema):
    """A new client."""

    name: Name
    sites: Sites
