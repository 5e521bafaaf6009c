"""The rules in force, and putting changed ones live."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.asked import SiteAsked
from api.human_step import told
from api.paging import Paging
from api.problems import NotFound, Unusable, UnusableRule
from api.rule_form import rule_form
from api.rule_text import as_yaml, conditions_of, problems_of, tried, written
from api.rules import named, no_rule, rule_fields, rule_out, version_out
from api.schemas.rule import NewRuleVersion, RestoreRule, RuleCheck, RuleDetail, RuleForm, RulePage, RuleText, RuleVersion
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.people import Permission
from domain.problem import BadConfiguration
from domain.records import Transaction
from domain.text import Text
from rules.versions import digest, put_live, restore

router = APIRouter(prefix="/rules", tags=["rule"])

SiteNeeded = Annotated[str, Query(description="The site.", max_length=64)]
RuleNamed = Annotated[str, Path(description="The id of the rule.", max_length=128)]
_LARGEST_NUMBER = 1_000_000


@router.get("")
def list_rules(parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None) -> RulePage:
    """When a condition on points is an alarm, how urgent, for whom: in force at `site`; without, where you have several, as the files have it."""
    rights.need_anywhere(Permission.VIEW)
    sites = rights.sites(site, parts.sites)
    here = sites[0] if len(sites) == 1 else None
    rules = parts.rules.from_files() if here is None else parts.rules.of(here)
    page = paging.of(sorted(rules, key=lambda rule: rule.id), lambda rule: rule.id)
    with parts.records.reading() as tx:
        versions = {} if here is None else {version.rule: version for version in tx.rule_versions.in_force(here)}
    return RulePage(items=[rule_out(rule, versions.get(rule.id)) for rule in page.items], next_cursor=page.next_cursor)


@router.get("/form")
def get_rule_form(parts: Parts, rights: SignedIn, site: SiteAsked = None) -> RuleForm:
    """What a form for rules is made from; with `site`, its calendars too."""
    rights.need_anywhere(Permission.VIEW)
    if site is not None:
        rights.see(site, parts.sites)
    return rule_form(None if site is None else parts.sites[site])


@router.post("/check")
def check_rule(body: RuleText, parts: Parts, rights: SignedIn) -> RuleCheck:
    """Whether a rule can be used at a site, and if not, every reason with line and field. Nothing is stored."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.BACKTEST, body.site)
    try:
        rule = written(body)
    except UnusableRule as error:
        return RuleCheck(ok=False, rule_id=None, digest=None, definition=None, yaml=None, problems=list(error.problems), bound=0)
    found = tried(rule, parts.sites[body.site], parts.rules.of(body.site))
    rule_id = rule.definition.get("id")
    return RuleCheck(
        ok=not found.problems,
        rule_id=rule_id if isinstance(rule_id, str) else None,
        digest=digest(rule.definition),
        definition=dict(rule.definition),
        yaml=as_yaml(rule.definition),
        problems=list(found.problems),
        bound=found.bound,
    )


@router.get("/{rule_id}")
def get_rule(rule_id: RuleNamed, site: SiteNeeded, parts: Parts, rights: SignedIn) -> RuleDetail:
    """One rule with its versions at a site."""
    rights.see(site, parts.sites)
    in_force = parts.rules.of(site)
    rule, from_file = named(in_force, rule_id), named(parts.rules.from_files(), rule_id)
    if rule is None:
        raise no_rule(rule_id)
    with parts.records.reading() as tx:
        versions = tx.rule_versions.of_rule(site, rule_id)
    return RuleDetail.model_validate(
        {
            **rule_fields(rule, versions[0] if versions else None),
            "site": site,
            "bound": conditions_of(rule_id, in_force, parts.sites[site]),
            "file_yaml": None if from_file is None else as_yaml(from_file.definition),
            "versions": [version_out(version, from_file) for version in versions],
        }
    )


@router.post("/{rule_id}/versions", response_model=RuleVersion, status_code=201)
def put_rule_live(rule_id: RuleNamed, body: NewRuleVersion, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Put a changed or new rule live at a site, after a backtest of exactly this definition. `If-Match`: the `version` that you changed."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.EDIT_RULES, body.site)
    rule = written(body)
    if rule.definition.get("id") != rule_id:
        raise Unusable(Text(f"规则的 id 应为 {rule_id}", f"The rule's id must be {rule_id}, as in the address."))
    from_files = parts.rules.from_files()

    def act(tx: Transaction) -> RuleVersion:
        try:
            added = put_live(
                tx,
                site=parts.sites[body.site],
                rules=from_files,
                definition=rule.definition,
                reason=body.reason,
                author=write.by,
                at=write.now,
                backtest_id=body.backtest_id,
                version=write.version,
            )
        except BadConfiguration as error:
            raise UnusableRule(rule.problems(error)) from error
        return version_out(added, named(from_files, rule_id))

    return write.once(
        "rule.put-live",
        f"{body.site}/{rule_id}",
        body.model_dump_json(),
        act,
        status=201,
        detail=told(body, body.reason),
        version_now=lambda tx: _newest(tx, body.site, rule_id),
    )


@router.post("/{rule_id}/versions/{number}/restore", response_model=RuleVersion, status_code=201)
def restore_rule(
    rule_id: RuleNamed,
    number: Annotated[int, Path(ge=0, le=_LARGEST_NUMBER, description="The number of the version; 0: the files' own.")],
    body: RestoreRule,
    parts: Parts,
    rights: SignedIn,
    write: Writing,
) -> Response:
    """Bring an earlier version back as the newest. It was live before, so no backtest is asked for."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.EDIT_RULES, body.site)
    from_files = parts.rules.from_files()

    def act(tx: Transaction) -> RuleVersion:
        site = parts.sites[body.site]
        try:
            added = restore(
                tx, site=site, rules=from_files, rule=rule_id, number=number, reason=body.reason, author=write.by, at=write.now, version=write.version
            )
        except KeyError:
            raise NotFound(Text(f"规则 {rule_id} 没有版本 {number}", f"There is no version {number} of {rule_id} at this site.")) from None
        except BadConfiguration as error:
            raise UnusableRule(problems_of(error, f"{rule_id}@{number}")) from error
        return version_out(added, named(from_files, rule_id))

    return write.once(
        "rule.restore",
        f"{body.site}/{rule_id}",
        body.model_dump_json(),
        act,
        status=201,
        detail=told(body, f"{number}:", body.reason),
        version_now=lambda tx: _newest(tx, body.site, rule_id),
    )


def _newest(tx: Transaction, site: str, rule_id: str) -> int:
    """The version that is stored now; 0: the files' own."""
    return max((version.number for version in tx.rule_versions.of_rule(site, rule_id)), default=0)
