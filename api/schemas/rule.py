"""The rules in force, their versions, and trying a changed one."""

from __future__ import annotations

from typing import Any, Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.problem import RuleProblem
from domain.alarm import Consequence
from domain.people import Department
from domain.reading import PointKind
from domain.rule_version import BacktestState
from domain.severity import Severity

LONGEST_YAML = 60_000
"""Characters."""


class Rule(Schema):
    """When a condition on points is an alarm."""

    id: str = Field(examples=["lift.entrapment"])
    message: LocalText
    severity: Severity
    department: Department
    assist: list[Department]
    asset_type: str | None = Field(description="The type of asset that it judges; null: several, all, or single assets.", examples=["lift"])
    kind: str = Field(examples=["state"])
    sop: str | None
    definition: dict[str, Any] = Field(description="The rule as it was written.")
    yaml: str = Field(description="The same as YAML, as the editor shows it.")
    version: int = Field(description="At the site asked for; 0: as the files have it. Give it as `If-Match` when you put another one live.")
    author: str | None = Field(description="Who put it live; null: the files.")
    changed_at: Moment | None
    holds: bool = Field(description="false: `version` no longer fits the site or the program and is left out; the files' rule is shown, and judges.")
    consequence: Consequence | None
    respond_within: str | None = Field(description="How long there is until the consequence comes.", examples=["30m"])


class RulePage(PageOf[Rule]):
    """Rules, by id."""


class RuleVersion(Schema):
    """A rule of one site as somebody put it live."""

    site: str
    rule: str
    number: int = Field(description="Counts from 1 for each rule and site.")
    sequence: int = Field(description="Grows over all versions of the installation.")
    definition: dict[str, Any] | None = Field(description="null: as the files have it.")
    yaml: str | None = Field(description="null: the files no longer have such a rule.")
    author: str
    reason: str
    at: Moment
    restores: int | None = Field(description="The number of the version that it brought back; 0: the files' own.")
    backtest_id: str | None


class RuleDetail(Rule):
    """A rule with its versions at a site."""

    site: str
    bound: int = Field(description="How many conditions it makes at the site.")
    file_yaml: str | None = Field(description="The rule as the files have it, which `restore` of number 0 brings back; null: they have none.")
    versions: list[RuleVersion] = Field(description="Newest first.")


class RuleKind(Schema):
    """A kind of condition: what stands under `when:`."""

    name: str = Field(examples=["threshold"])
    title: LocalText
    schema_: dict[str, Any] = Field(alias="schema", description="JSON schema of its settings.")
    delays: bool = Field(description="Whether `on_delay` and `off_delay` mean anything to it.")


class NamedWord(Schema):
    """A word that a point can say."""

    key: str
    name: LocalText


class FormPoint(Schema):
    """A point that a device type has; `{n}` in its key stands for a number."""

    key: str
    name: LocalText
    kind: PointKind
    unit: str
    values: list[NamedWord]


class FormDeviceType(Schema):
    """A device type with what it measures and says."""

    key: str
    name: LocalText
    points: list[FormPoint]
    events: list[NamedWord]


class RuleForm(Schema):
    """What a form for rules is made from."""

    placeholders: list[str] = Field(description="What may stand in a message, in braces.", examples=[["asset", "value"]])
    calendars: list[NamedWord] = Field(description="The calendars of the site asked for.")

    schema_: dict[str, Any] = Field(alias="schema", description="JSON schema of a rule; `when` and `suppress_while` are one of `kinds`.")
    kinds: list[RuleKind]
    device_types: list[FormDeviceType]


class RuleCheck(Schema):
    """What became of checking a rule against a site."""

    ok: bool
    rule_id: str | None
    digest: str | None = Field(description="The same for the same definition; a backtest is good for exactly one.")
    definition: dict[str, Any] | None = Field(description="null: the YAML cannot be read.")
    yaml: str | None = Field(description="The definition in the form that the editor shows.")
    problems: list[RuleProblem]
    bound: int = Field(description="How many conditions it would make at the site.")


class RuleText(HumanStep):
    """A rule as YAML or as data: exactly one of the two."""

    site: str = Field(max_length=64)
    yaml: str | None = Field(None, max_length=LONGEST_YAML)
    definition: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.yaml is None) == (self.definition is None):
            raise ValueError("give either yaml or definition")
        return self


class NewBacktest(RuleText):
    """Try a changed rule on the site's history."""

    since: AwareDatetime | None = Field(None, description="Default: seven days before `until`.")
    until: AwareDatetime | None = Field(None, description="Default: now.")


class NewRuleVersion(RuleText):
    """Put a changed rule live, after a backtest of exactly this definition."""

    reason: str = Field(min_length=1, max_length=2000)
    backtest_id: str = Field(min_length=1, max_length=64)


class RestoreRule(HumanStep):
    """Bring an earlier version back."""

    site: str = Field(max_length=64)
    reason: str = Field(min_length=1, max_length=2000)


class Backtest(Schema):
    """A changed rule tried on a site's history, as a job."""

    id: str
    site: str
    rule: str
    definition: dict[str, Any]
    digest: str
    since: Moment
    until: Moment
    asked_by: str
    asked_at: Moment
    state: BacktestState
    progress: float = Field(description="From 0 to 1.")
    started_at: Moment | None
    finished_at: Moment | None
    error: str | None
    result: dict[str, Any] | None = Field(description="See `docs/backtest.md`; null until it is done, and in lists.")


class BacktestPage(PageOf[Backtest]):
    """Backtests of a rule at a site, newest first."""
