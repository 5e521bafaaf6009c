"""The demonstration after an eventful hour: something of everything that a page can show, made through the API and the broker."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, Json, eventually

SITE = "riverside"
RULE = "domestic_water.tank_low"
_LIFT = "t1-lift-1"
_DOOR = "t2-door-lobby-south"
_FEEDER, _FED = "feeder-fire-pumps", ("fire-water-hydrant", "fire-water-sprinkler")
_FILLED_IN_AFTER_S = 2.5
"""Nobody fills in a form sooner: the server refuses what is quicker."""


@dataclass(frozen=True)
class Traces:
    """What the hour has left: the ids by which pages are addressed, and the links of people without an account."""

    ids: Mapping[str, str]
    """By the page's noun, as `alarm`, `order`, `call`, `plan_run`, `plan_review`, `plan_version`, `whistle`, `visit`, `hand_over`, `permit`, `drill`,
    `webhook`, `backtest`, `sop`."""
    links: Mapping[str, str]
    """By the letter of the page: `q`, `r`, `j`, `n`, `v`."""


def live_through(installation: Installation) -> Traces:
    """Let it all happen, once for an installation."""
    manager, engineer = installation.client("manager"), installation.client("engineer")
    say(installation, _LIFT, {"trapped": True, "load_pct": 30})
    lift = alarm_of(manager, "lift.entrapment", _LIFT)
    order = str(lift["work_order_id"])
    say(installation, _DOOR, {"door_alarm": "forced_open"})
    say(installation, _FEEDER, {"breaker": "tripped"})
    alarm_of(manager, "power.tripped", _FEEDER)
    for fed in _FED:
        say(installation, fed, {"power_lost": True})
    installation.publish("t1-lift-2", "telemetry", b"{not json")
    links = _without_account(installation, order)
    notice, links["n"] = _notice(installation)
    ids = {
        "alarm": str(lift["id"]),
        "order": order,
        "call": _first(lambda: _items(manager, f"/work-orders/{order}/call-outs")),
        "plan_run": _first(lambda: _items(manager, "/plan-runs?state=running")),
        "plan_review": _plan_review(manager),
        "plan_version": _made(engineer, "/plans/gas/versions?site=riverside"),
        "whistle": _made(manager, "/whistles", site=SITE, matter="3号楼水管爆裂，电梯井进水", departments=["engineering", "security"]),
        "visit": _first(lambda: _items(manager, "/visits")),
        "hand_over": _made(engineer, "/hand-overs", duty_id=engineer.get("/me/hand-overs").json()["mine"][0]["duty_id"]),
        "permit": _permit(engineer),
        "drill": _drill(manager),
        "notice": notice,
        "webhook": _made(installation.client("admin"), "/webhooks", name="物业 ERP", url="https://erp.example/hook"),
        "backtest": _trial(engineer),
        "sop": str(_items(manager, "/sops")[0]["id"]),
        "incident": _first(lambda: _items(manager, "/incidents")),
    }
    _weather(manager)
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    _made(manager, "/out-of-service", site=SITE, scope={"assets": ["t3-lift-2"]}, reason="更换门机", until=until)
    _made(manager, "/phones", site=SITE, post="nearest_guard", name="西门岗手机")
    return Traces(ids, links)


def _without_account(installation: Installation, order: str) -> dict[str, str]:
    """A resident has reported something, a contractor has signed in, a fitter was sent a link."""
    manager = installation.client("manager")
    (code,) = manager.post("/qr-links", json={"site": SITE, "assets": [_LIFT]}).raise_for_status().json()["items"]
    token = str(code["path"]).rsplit("/", 1)[1]
    with httpx.Client(base_url=installation.url + "/api/v1/public", timeout=30) as public:
        form = public.get(f"/qr/{token}").raise_for_status().json()["form"]
        visitor = {"firm": "安捷电梯", "name": "王建设", "phone": "13800138000"}
        public.post(f"/visit-places/{token}/sign-in", json=visitor).raise_for_status()
        time.sleep(_FILLED_IN_AFTER_S)
        report = {"words": "电梯里的灯不亮", "form": form, "phone": "13800138001"}
        reported = public.post(f"/qr/{token}/requests", data=report).raise_for_status().json()
    job = manager.post(f"/work-orders/{order}/job-links", json={"name": "张师傅", "phone": "13800135678"}).raise_for_status().json()
    return {"q": f"/q/{token}", "r": str(reported["path"]), "j": "/j/" + str(job["url"]).partition("/j/")[2], "v": f"/v#{token}"}


def _permit(engineer: httpx.Client) -> str:
    now = datetime.now(UTC)
    asked = {
        "site": SITE,
        "kind": "hot_work",
        "scope": {"spaces": ["t1"]},
        "hides": True,
        "place": "1号楼 9层 走廊",
        "work": "焊接喷淋支架",
        "watcher": "王监护",
        "starts_at": now.isoformat(),
        "until": (now + timedelta(hours=4)).isoformat(),
    }
    return _made(engineer, "/permits", **asked)


def _weather(manager: httpx.Client) -> None:
    """A warning that starts no preparation."""
    until = (datetime.now(UTC) + timedelta(hours=6)).isoformat()
    _made(manager, "/weather-warnings", site=SITE, kind="hail", level="blue", until=until, words="今天夜间有冰雹，请关好门窗")


def _plan_review(manager: httpx.Client) -> str:
    """The review of a plan that somebody started and stood down."""
    run = _made(manager, "/plan-runs", site=SITE, plan="medical", reason="访客晕倒", space="t1")
    manager.post(f"/plan-runs/{run}/stand-down", json={"outcome": "已送医"}).raise_for_status()
    return str(_items(manager, f"/plan-reviews/of?run={run}")[0]["id"])


def _notice(installation: Installation) -> tuple[str, str]:
    """A notice to residents that is out: its id, and the path of its public page."""
    steward, cause = installation.client("steward"), {"zh": "加压泵故障", "en": "a fault of the booster pump"}
    notice = _made(steward, "/notices", site=SITE, kind="water_cut", cause=cause, units=["t2", "t3"])
    steward.post(f"/notices/{notice}/submit", json={}).raise_for_status()
    out: Json = installation.client("manager").post(f"/notices/{notice}/approve", json={"publish": True}).raise_for_status().json()
    return notice, str(out["page"])


def _drill(manager: httpx.Client) -> str:
    """A drill that is planned for the day after tomorrow."""
    begins = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    what = {"plan_key": "lift-entrapment", "scenario": "lift-entrapment", "area": "t3", "title": "电梯困人演练", "people": ["guard"]}
    return _made(manager, "/drills", site=SITE, begins_at=begins, **what)


def _trial(engineer: httpx.Client) -> str:
    """A backtest of a changed rule that is done."""
    changed = engineer.get(f"/rules/{RULE}", params={"site": SITE}).json()["definition"]
    changed["when"]["below"] = 90
    trial = _made(engineer, "/rules/backtest", site=SITE, definition=changed)
    eventually(lambda: engineer.get(f"/rules/backtests/{trial}").json()["state"] == "done", within_s=120, what="the backtest")
    return trial


def _made(client: httpx.Client, path: str, **body: object) -> str:
    """The id of what was made."""
    answer = client.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    made: Json = answer.json()
    return str(made.get("id", ""))


def _first(look: Callable[[], list[Json]]) -> str:
    """The id of the first of a list, waited for."""
    return str(eventually(look, within_s=60, what="what a page shows")[0]["id"])


def _items(client: httpx.Client, path: str) -> list[Json]:
    found: list[Json] = client.get(path).raise_for_status().json()["items"]
    return found
