"""Puts the API together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from api import answers
from api.live.hub import Hub
from api.live.stream import Timing
from api.metrics import CountRequests, Figures
from api.routes import (
    alarm_figures,
    alarms,
    api_clients,
    assets,
    attachments,
    auth,
    backtests,
    calendar_feeds,
    call_outs,
    channel_callbacks,
    contacts,
    contacts_of_others,
    control_room,
    devices,
    dispatch,
    drill_calendar,
    drills,
    duty,
    emergency_numbers,
    events,
    floor_plans,
    forms,
    hand_over_things,
    hand_overs,
    health,
    inbound,
    incidents,
    ingest,
    job_links,
    late_steps,
    new_devices,
    notice_recipients,
    notices,
    order_counts,
    order_import,
    order_tasks,
    out_of_service,
    outside_references,
    overview,
    people,
    permit_attachments,
    permits,
    phone_code,
    phones,
    plan_reviews,
    plan_run_steps,
    plan_runs,
    plan_versions,
    plans,
    points,
    public,
    public_contacts,
    public_jobs,
    public_notices,
    public_visits,
    push,
    qr_links,
    quarantine,
    quiet_hours,
    receipts,
    reports,
    requests,
    rescue_clocks,
    rota,
    rules,
    saved_views,
    scans,
    search,
    service,
    service_levels,
    signatures,
    simulation,
    sites,
    skills,
    sops,
    step_pictures,
    supplies,
    swaps,
    trend_marks,
    trends,
    visits,
    wall,
    weather_warnings,
    webhooks,
    whistles,
    work_done,
    work_orders,
)
from api.schemas.problem import Problem
from api.security.body_limit import BodyLimit
from api.security.door import Door
from api.security.headers import SecurityHeaders
from api.security.machines import Machines
from api.security.pin_sign_in import PinSignIns
from api.security.sign_in import SignIns
from api.security.signed_in import signed_in
from api.services import Services
from api.static import WebApp

PROBLEM = "application/problem+json"
PROTECTED = (
    dispatch,
    duty,
    swaps,
    rota,
    calendar_feeds,
    skills,
    people,
    search,
    saved_views,
    sites,
    assets,
    devices,
    floor_plans,
    points,
    trend_marks,
    trends,
    alarms,
    attachments,
    signatures,
    work_done,
    forms,
    rescue_clocks,
    service_levels,
    outside_references,
    order_import,  # before `work_orders`, for which any word is an order's id
    order_counts,  # before `work_orders`, for which any word is an order's id
    order_tasks,  # as they are
    job_links,  # as they are
    late_steps,
    phone_code,
    phones,
    requests,
    qr_links,
    scans,
    work_orders,
    incidents,
    control_room,
    wall,
    hand_over_things,
    hand_overs,
    plan_reviews,
    plan_runs,
    plan_run_steps,
    plans,
    plan_versions,
    step_pictures,
    emergency_numbers,
    drill_calendar,  # before `drills`, for which any word is a drill's id
    drills,
    whistles,
    weather_warnings,
    supplies,
    notices,
    notice_recipients,
    visits,
    service,
    permit_attachments,
    permits,
    out_of_service,
    quarantine,
    new_devices,
    quiet_hours,
    backtests,
    call_outs,
    rules,
    push,
    contacts,
    contacts_of_others,
    reports,
    overview,
    ingest,
    simulation,
    events,
    alarm_figures,
    sops,
    webhooks,
    api_clients,
)
"""Whose routes all need a token: it is asked for where they are joined, not by each of them."""


def create_app(services: Services, timing: Timing | None = None) -> FastAPI:
    """The app on these parts. While it runs it follows the event log and the live feeds of `services.feeds`."""
    app = routed()
    hub = Hub(services.records, services.live)
    figures = Figures(services, hub)
    app.state.services = services
    app.state.sign_ins = SignIns(services.records, services.secret)
    app.state.pin_sign_ins = PinSignIns(services.records, services.sites, app.state.sign_ins)
    app.state.hub = hub
    app.state.figures = figures
    app.state.machines = Machines()
    app.state.door = Door()
    app.state.callback_gate = channel_callbacks.CallbackGate()
    app.state.timing = timing or Timing()
    answers.install(app)
    # Not mounted: a mount would take what a route knows and only its method does not fit, which is a 405.
    app.router.default = WebApp(services.web_app)
    # The last one added stands outermost.
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CountRequests, figures=figures)
    return app


def routed() -> FastAPI:
    """The app with its routes and nothing behind them: enough to describe the contract."""
    app = _without_routes()
    app.router.routes.extend(_routes())
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # FastAPI's own way to change the document
    return app


def _without_routes() -> FastAPI:
    return FastAPI(
        title="Steward",
        version="1",
        summary="IoT-linked facilities and safety monitor for property-management teams",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_living,
        generate_unique_id_function=_operation_id,
        responses={status: {"model": Problem, "description": why} for status, why in (("4XX", "Why it was not done."), ("5XX", "A part is not available."))},
    )


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """All routes, put together once: FastAPI looks into each when it is first asked for, and every app of a process has the same."""
    app = _without_routes()
    own = len(app.router.routes)
    app.include_router(_contract())
    app.include_router(health.router)
    return tuple(app.router.routes[own:])


def _contract() -> APIRouter:
    contract = APIRouter(prefix="/api/v1")
    contract.include_router(auth.public)
    contract.include_router(inbound.router)
    contract.include_router(calendar_feeds.public)
    contract.include_router(channel_callbacks.router)
    contract.include_router(receipts.router)
    contract.include_router(public.router)
    contract.include_router(public_visits.router)
    contract.include_router(public_contacts.router)
    contract.include_router(public_jobs.router)
    contract.include_router(public_notices.router)
    protected = APIRouter(dependencies=[Depends(signed_in)])
    for room in PROTECTED:
        protected.include_router(room.router)
    contract.include_router(protected)
    return contract


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """Follow what happens while the app runs."""
    hub: Hub = app.state.hub
    following = asyncio.create_task(hub.run(app.state.services.feeds), name="hub")
    try:
        yield
    finally:
        hub.close()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


def _operation_id(route: APIRoute) -> str:
    return route.name


def _described(app: FastAPI) -> dict[str, Any]:
    """The contract. Errors are problems; generated titles, which say nothing, are left out."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for path in document["paths"].values():
            for operation in path.values():
                for status in ("4XX", "5XX"):
                    content = operation["responses"][status]["content"]
                    content[PROBLEM] = content.pop("application/json")
        _without_titles(document["components"]["schemas"])
        _without_titles(document["paths"])
        app.openapi_schema = document
    return app.openapi_schema


def _without_titles(part: Any) -> None:  # noqa: ANN401  any JSON
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        for value in part.values():
            _without_titles(value)
    elif isinstance(part, list):
        for value in part:
            _without_titles(value)
