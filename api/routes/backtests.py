"""Trying a changed rule on a site's own history."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.backtests import backtest_out
from api.paging import Paging
from api.problems import NotFound, UnusableRule
from api.rule_text import written
from api.schemas.rule import Backtest, BacktestPage, NewBacktest
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.people import Permission
from domain.problem import BadConfiguration
from domain.records import Transaction
from domain.text import Text
from operations.backtests import ask

router = APIRouter(prefix="/rules", tags=["rule"])

DEFAULT_SPAN = timedelta(days=7)


@router.post("/backtest", response_model=Backtest, status_code=202)
def ask_for_backtest(body: NewBacktest, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Replay the site's history through a changed rule, as a job; the last seven days unless you say otherwise."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.BACKTEST, body.site)
    rule = written(body)
    in_force = parts.rules.of(body.site)
    until = body.until or write.now
    since = body.since or until - DEFAULT_SPAN

    def act(tx: Transaction) -> Backtest:
        site = parts.sites[body.site]
        try:
            asked = ask(tx, site=site, rules=in_force, definition=rule.definition, since=since, until=until, by=write.by, at=write.now)
        except BadConfiguration as error:
            raise UnusableRule(rule.problems(error)) from error
        return backtest_out(asked)

    return write.once("rule.backtest", body.site, body.model_dump_json(), act, status=202, detail=str(rule.definition.get("id", "")))


@router.get("/backtests/{backtest_id}")
def get_backtest(backtest_id: str, parts: Parts, rights: SignedIn) -> Backtest:
    """A backtest: how far it is, and its result when it is done."""
    with parts.records.reading() as tx:
        found = tx.backtests.get(backtest_id)
    if found is None or found.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这次试算", f"There is no backtest {backtest_id} that you may see."))
    return backtest_out(found)


@router.get("/{rule_id}/backtests")
def list_backtests(
    rule_id: Annotated[str, Path(description="The id of the rule.", max_length=128)],
    site: Annotated[str, Query(description="The site.", max_length=64)],
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
) -> BacktestPage:
    """The last 20 backtests of a rule at a site, newest first, without their results."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        found = tx.backtests.of_rule(site, rule_id)
    page = paging.of([(f"{number:03d}", backtest) for number, backtest in enumerate(found)], lambda item: item[0])
    return BacktestPage(items=[backtest_out(backtest, whole=False) for _, backtest in page.items], next_cursor=page.next_cursor)
