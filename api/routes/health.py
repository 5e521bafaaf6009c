"""Is it alive, is it ready, how is it: for supervisors and Prometheus. Without a token and without personal data."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from api.metrics import Figures
from api.readiness import readiness
from api.schemas.health import Alive, Ready
from api.services import Parts

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(parts: Parts) -> Alive:
    """The process answers."""
    return Alive(status="ok", version=parts.version)


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready, "description": "Steward cannot do its work."}})
def readyz(parts: Parts) -> Response:
    """Whether Steward can do its work; every part is named, with what is wrong. 503 only if it cannot."""
    found = readiness(parts)
    return JSONResponse(found.model_dump(), status_code=200 if found.ready else 503)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics(request: Request) -> Response:
    """Prometheus metrics. No personal data."""
    figures = request.app.state.figures
    if not isinstance(figures, Figures):
        raise TypeError("create_app() makes them")
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)
