"""Is it alive, is it ready, how is it: for supervisors and Prometheus. Without a token and without personal data."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from api.metrics import Figures
from api.readiness import parts_ready
from api.schemas.health import Alive, Ready
from api.services import Parts

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(parts: Parts) -> Alive:
    """The process answers."""
    return Alive(status="ok", version=parts.version)


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready, "description": "A part is not ready."}})
def readyz(parts: Parts) -> Response:
    """Whether every part is ready; 503 names those that are not."""
    found = parts_ready(parts)
    ready = all(part.ready for part in found)
    return JSONResponse(Ready(ready=ready, parts=found).model_dump(), status_code=200 if ready else 503)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics(request: Request) -> Response:
    """Prometheus metrics. No personal data."""
    figures = request.app.state.figures
    if not isinstance(figures, Figures):
        raise TypeError("create_app() makes them")
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)
