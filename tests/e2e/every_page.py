"""Every page of the web app and an address at which it has something to show.

Which pages there are is read from the app itself (`dashboards/src/pages.tsx`, and the pages of people without an
account, `api/static.py`): a page without an address here fails a test, it is not forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import dashboards
from api.static import PUBLIC
from tests.e2e.lived_in import RULE, Traces

_SOURCE = Path(dashboards.__file__).parent / "src"
_ROUTE = re.compile(r'<Route (?:path=(?:"(?P<path>[^"]+)"|\{(?P<name>\w+)\}) )?.*?(?P<closed>/?)>$')
_BEFORE_SIGNING_IN = re.compile(r'pathname === "(/[^"]*)"')
_CALL = re.compile(r'export const CALL = "([^"]+)"')


@dataclass(frozen=True)
class Look:
    """A page as somebody sees it; the name is that of its picture."""

    name: str
    route: str
    address: str
    """With `{alarm}` and the like where something of `Traces` belongs."""
    who: str | None = "admin"
    """`None`: nobody has signed in. The administrator is on no post: no call comes between."""

    def path(self, traces: Traces) -> str:
        """Where it is in this installation."""
        return self.address.format(**traces.ids, **traces.links, rule=RULE)


LOOKS_AT = (
    Look("sign-in", "/sign-in", "/sign-in", None),
    Look("overview", "/", "/"),
    Look("alarms", "/alarms", "/alarms?state=active"),
    Look("hidden-alarms", "/alarms", "/alarms?state=shelved,suppressed,out_of_service"),
    Look("long-standing-alarms", "/alarms", "/alarms?long_standing=true&sort=-severity"),
    Look("alarm", "/alarms/:id", "/alarms/{alarm}"),
    Look("alarm-call", "/alarm-call/:id", "/alarm-call/{call}", "guard"),
    Look("incidents", "/incidents", "/incidents"),
    Look("incident", "/incidents/:id", "/incidents/{incident}"),
    Look("work-orders", "/work-orders", "/work-orders"),
    Look("orders-table", "/work-orders", "/work-orders?view=table&state=any&sort=priority"),
    Look("orders-calendar", "/work-orders", "/work-orders?view=calendar"),
    Look("work-order", "/work-orders/:id", "/work-orders/{order}"),
    Look("work-order-of-a-guard", "/work-orders/:id", "/work-orders/{order}", "guard"),
    Look("tasks", "/tasks", "/tasks", "guard"),
    Look("post", "/post", "/post", "guard"),
    Look("dispatch", "/dispatch", "/dispatch"),
    Look("rota", "/rota", "/rota"),
    Look("rota-posts", "/rota", "/rota?view=posts"),
    Look("rota-people", "/rota", "/rota?view=people"),
    Look("rota-settings", "/rota", "/rota?view=settings"),
    Look("rota-of-a-guard", "/rota", "/rota", "guard"),
    Look("duty", "/duty", "/duty"),
    Look("hand-overs", "/hand-over", "/hand-over"),
    Look("hand-over-things", "/hand-over", "/hand-over?view=things"),
    Look("hand-over-history", "/hand-over", "/hand-over?view=history"),
    Look("hand-over", "/hand-over/:id", "/hand-over/{hand_over}"),
    Look("control-room", "/control-room", "/control-room"),
    Look("call-outs", "/call-outs", "/call-outs"),
    Look("drills", "/drills", "/drills"),
    Look("drill-calendar", "/drills", "/drills?view=calendar"),
    Look("drill", "/drills/:id", "/drills/{drill}"),
    Look("new-drill", "/drills/new", "/drills/new?plan=fire"),
    Look("drill-otherwise", "/drills/:id/edit", "/drills/{drill}/edit"),
    Look("emergency", "/emergency", "/emergency"),
    Look("plan-run", "/emergency/runs/:id", "/emergency/runs/{plan_run}"),
    Look("plan-run-of-a-guard", "/emergency/runs/:id", "/emergency/runs/{plan_run}", "guard"),
    Look("plan-reviews", "/emergency/reviews", "/emergency/reviews?view=all"),
    Look("plan-review", "/emergency/reviews/:id", "/emergency/reviews/{plan_review}"),
    Look("emergency-plans", "/emergency/plans", "/emergency/plans"),
    Look("emergency-plan", "/emergency/plans/:key", "/emergency/plans/flooding"),
    Look("plan-version", "/emergency/plans/versions/:id", "/emergency/plans/versions/{plan_version}"),
    Look("plan-editor", "/emergency/plans/versions/:id/edit", "/emergency/plans/versions/{plan_version}/edit"),
    Look("emergency-numbers", "/emergency/numbers", "/emergency/numbers"),
    Look("weather", "/emergency/weather", "/emergency/weather"),
    Look("supplies", "/emergency/supplies", "/emergency/supplies"),
    Look("whistles", "/whistles", "/whistles"),
    Look("all-whistles", "/whistles", "/whistles?view=all"),
    Look("notices", "/notices", "/notices"),
    Look("notice", "/notices/:id", "/notices/{notice}"),
    Look("notice-recipients", "/notices/recipients", "/notices/recipients"),
    Look("whistle", "/whistles/:id", "/whistles/{whistle}"),
    Look("visits", "/visits", "/visits"),
    Look("all-visits", "/visits", "/visits?all"),
    Look("visit", "/visits/:id", "/visits/{visit}"),
    Look("service-due", "/service-due", "/service-due"),
    Look("repeat-faults", "/repeat-faults", "/repeat-faults"),
    Look("service-levels", "/service-levels", "/service-levels"),
    Look("assets", "/assets", "/assets"),
    Look("asset", "/assets/:id", "/assets/t1-lift-1"),
    Look("devices", "/devices", "/devices"),
    Look("device", "/devices/:site/:id", "/devices/riverside/t1-lift-2"),
    Look("plans", "/plans", "/plans?space=fire-pump-room"),
    Look("permits", "/permits", "/permits"),
    Look("new-permit", "/permits/new", "/permits/new?kind=hot_work"),
    Look("new-fire-test", "/permits/new", "/permits/new?kind=fire_test"),
    Look("permit", "/permits/:id", "/permits/{permit}"),
    Look("out-of-service", "/out-of-service", "/out-of-service"),
    Look("figures", "/figures", "/figures"),
    Look("figures-of-a-week", "/figures", "/figures?days=7"),
    Look("rules", "/rules", "/rules"),
    Look("new-rule", "/rules/new", "/rules/new"),
    Look("rule", "/rules/:id", "/rules/{rule}"),
    Look("rule-editor", "/rules/:id/edit", "/rules/{rule}/edit?backtest={backtest}"),
    Look("rule-editor-composite", "/rules/:id/edit", "/rules/access_door.not_released/edit"),
    Look("backtest", "/rules/:id/backtests/:backtest", "/rules/{rule}/backtests/{backtest}"),
    Look("requests", "/requests", "/requests"),
    Look("new-request", "/requests/new", "/requests/new"),
    Look("qr-codes", "/qr-codes", "/qr-codes"),
    Look("scan", "/scan", "/scan"),
    Look("offline", "/offline", "/offline", "guard"),
    Look("cards", "/cards", "/cards", "guard"),
    Look("post-phones", "/post-phones", "/post-phones"),
    Look("post-phone", "/post-phone", "/post-phone", None),
    Look("quarantine", "/quarantine", "/quarantine"),
    Look("new-devices", "/new-devices", "/new-devices"),
    Look("webhooks", "/outside", "/outside"),
    Look("api-clients", "/outside/clients", "/outside/clients"),
    Look("import-orders", "/outside/import", "/outside/import"),
    Look("webhook", "/outside/:id", "/outside/{webhook}"),
    Look("contacts", "/me/contacts", "/me/contacts"),
    Look("reachability", "/reachability", "/reachability"),
    Look("trends", "/trends", "/trends?points=riverside.t1-lift-1.load_pct"),
    Look("sop", "/sops/:id", "/sops/{sop}"),
    Look("simulation-without-simulators", "/simulation", "/simulation"),
    Look("system", "/system", "/system"),
    Look("wall", "/wall", "/wall"),
    Look("not-found", "/*", "/there-is-no-such-page"),
    Look("contact-check", "/contact-check", "/contact-check#AAAAAAAAAAAAAAAAAAAAAAAA", None),
    Look("report", "/q/", "{q}", None),
    Look("follow", "/r/", "{r}", None),
    Look("job", "/j/", "{j}", None),
    Look("public-notice", "/n/", "{n}", None),
    Look("visit-here", "/v", "{v}", None),
)
"""In the order of the menu, more or less; several looks at a page that has several faces."""


def routes() -> frozenset[str]:
    """Every address pattern that the app knows, whole: `/alarms/:id`."""
    source = (_SOURCE / "pages.tsx").read_text(encoding="utf-8")
    named = {"CALL": _the_one(_CALL, (_SOURCE / "phone/behind.ts").read_text(encoding="utf-8"))}
    return frozenset({*_nested(source, named), *_BEFORE_SIGNING_IN.findall(source), *PUBLIC})


def _nested(source: str, named: Mapping[str, str]) -> list[str]:
    """The routes of the page's source, one a line there, joined with those around them."""
    found: list[str] = []
    around = [""]
    for line in map(str.strip, source.splitlines()):
        if line == "</Route>":
            around.pop()
        elif line.startswith("<Route "):
            route = _the_match(line)
            own = named[route["name"]] if route["name"] else route["path"] or ""
            whole = own if own.startswith("/") else f"{around[-1]}/{own}"
            if own or " index " in line:
                found.append(whole)
            if not route["closed"]:
                around.append(whole.rstrip("/"))
    return found


def _the_match(line: str) -> re.Match[str]:
    match = _ROUTE.match(line)
    assert match is not None, f"a route is written in a way that is new here: {line}"
    return match


def _the_one(pattern: re.Pattern[str], text: str) -> str:
    (found,) = pattern.findall(text)
    return str(found)
