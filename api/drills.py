"""Drills as the API shows them, who may know of them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.drill_scenarios import DrillScenarios
from api.problems import NotFound, Unavailable
from api.schemas.base import LocalText
from api.schemas.drill import Drill as DrillOut
from api.schemas.drill import DrillCompared, DrillDetail, DrillMay, DrillScore, DrillSignature, ScoredMoment, ScoredMuster, ScoredReaction, ScoredStep
from api.security.rights import Rights
from api.services import Services
from domain.drill import Drill, DrillEntry, DrillState
from domain.drill_json import drill_json
from domain.drill_paper import DrillSignature as Signed
from domain.people import Permission
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from operations.drills.comparing import Compared
from operations.drills.score import HOW, POINTS, Score
from operations.drills.scored import compared_with_earlier, run_of, score_of
from operations.plans.in_force import in_force

OVER = frozenset({DrillState.FINISHED, DrillState.STOPPED, DrillState.INTERRUPTED})
_NOT_BEGUN = frozenset({DrillState.PLANNED, DrillState.CANCELLED})
_NO_DRILLS = Text(
    "本系统未接演练设备：请配置 mqtt.drill_password_file 并启动 drills 进程", "No virtual devices run with this installation: set mqtt.drill_password_file."
)


class Words:
    """What plans and scenarios of sites are called, each site looked up once."""

    def __init__(self, parts: Services, tx: Transaction) -> None:
        self._parts = parts
        self._tx = tx
        self._plans: dict[str, Mapping[str, Text]] = {}
        self._scenarios: dict[str, Mapping[str, Text]] = {}

    def plan(self, drill: Drill) -> Text:
        """The plan's title; its key if there is no such plan any more."""
        if drill.site not in self._plans:
            self._plans[drill.site] = {key: plan.title for key, (plan, _) in in_force(self._tx, drill.site).items()}
        return self._plans[drill.site].get(drill.plan_key, Text(drill.plan_key, drill.plan_key))

    def scenario(self, drill: Drill) -> Text:
        """What people call its scenario."""
        if drill.site not in self._scenarios:
            known = self._parts.drill_scenarios
            self._scenarios[drill.site] = {} if known is None else known.names(self._parts.sites[drill.site])
        return self._scenarios[drill.site].get(drill.scenario, Text(drill.scenario, drill.scenario))


def may_know(drill: Drill, rights: Rights) -> bool:
    """Of an unannounced one that has not begun, or never did, only its planner and whoever puts plans in force (managers) may know."""
    hidden = not drill.announced and drill.state in _NOT_BEGUN
    return not hidden or drill.planned_by == rights.person.username or rights.may(Permission.APPROVE_PLANS, drill.site)


def find_drill(parts: Services, rights: Rights, tx: Transaction, drill_id: str) -> Drill:
    """The drill. Raises `NotFound` if there is none that they may know of."""
    drill = tx.drills.get(drill_id)
    if drill is None or drill.site not in rights.sites(None, parts.sites) or not may_know(drill, rights):
        raise NotFound(Text("没有这次演练", f"There is no drill {drill_id} that you may see."))
    return drill


def scenarios_of(parts: Services) -> DrillScenarios:
    """Those that can be played. Raises `Unavailable` where no virtual devices run."""
    if parts.drill_scenarios is None:
        raise Unavailable(_NO_DRILLS, retry_after_s=60)
    return parts.drill_scenarios


def drill_out(drill: Drill, words: Words, log: Sequence[DrillEntry] = ()) -> DrillOut:
    """A drill as lists show it."""
    return DrillOut.model_validate(_drill(drill, words, log))


def drill_detail(parts: Services, tx: Transaction, drill: Drill, rights: Rights) -> DrillDetail:
    """A drill with its log, its score as it is known now, and what this person may do."""
    run = None if drill.started_at is None else run_of(tx, drill)
    review = None if run is None else tx.plan_reviews.of_run(run.id)
    score = score_of(tx, drill, parts.clock())
    return DrillDetail.model_validate(
        {
            **_drill(drill, Words(parts, tx), tx.drills.log(drill.id)),
            "run_id": None if run is None else run.id,
            "review_id": None if review is None else review.id,
            "score": None if score is None else score_out(score, rights, drill.site),
            "compared": [] if score is None or drill.state not in OVER else [_compared(line) for line in compared_with_earlier(tx, drill, score)],
            "signatures": [_signature(each) for each in tx.drill_papers.signatures(drill.id)],
            "may": may_of(drill, rights),
        }
    )


def may_of(drill: Drill, rights: Rights) -> DrillMay:
    """What this person may do with `drill` as it is now."""
    plans = rights.may(Permission.PLAN_DRILLS, drill.site)
    planned = drill.state is DrillState.PLANNED
    return DrillMay(
        change=planned and plans,
        start=planned and plans,
        stop=drill.state is DrillState.RUNNING and may_stop(rights, drill.site),
        cancel=planned and plans,
        note=may_note(rights, drill.site),
        sign=drill.state in OVER and may_note(rights, drill.site),
        print=drill.state not in _NOT_BEGUN,
    )


def may_stop(rights: Rights, site: str) -> bool:
    """Whoever plans drills, and whoever may command a plan: the duty room must be able to end what it is in the middle of."""
    return rights.may(Permission.PLAN_DRILLS, site) or rights.may(Permission.COMMAND_PLAN, site)


def may_note(rights: Rights, site: str) -> bool:
    """Whoever takes part in plans, or plans drills."""
    return rights.may(Permission.TAKE_PLAN_STEP, site) or rights.may(Permission.PLAN_DRILLS, site)


def score_out(score: Score, rights: Rights, site: str) -> DrillScore:
    """A score. How soon others reacted is read by whoever plans drills or reviews plans; everybody reads their own."""
    everybody = rights.may(Permission.PLAN_DRILLS, site) or rights.may(Permission.REVIEW_PLANS, site)
    own = [each for each in score.reactions if everybody or each.person == rights.person.username]
    return DrillScore(
        final=score.final,
        percent=score.percent,
        points=score.points,
        possible=score.possible,
        how=LocalText.of(HOW),
        steps=[
            ScoredStep(
                key=each.key,
                title=LocalText.of(each.title),
                phase=LocalText.of(each.phase),
                post=each.post,
                required=each.required,
                outcome=each.outcome,
                points=POINTS[each.outcome],
                due_at=None if each.due_at is None else rfc3339(each.due_at),
                settled_at=None if each.settled_at is None else rfc3339(each.settled_at),
                by=each.by,
                late_s=each.late_s,
                note=each.note,
            )
            for each in score.steps
        ],
        musters=[
            ScoredMuster(
                department=each.department,
                outcome=each.outcome,
                points=POINTS[each.outcome],
                called_at=rfc3339(each.called_at),
                check_in_by=rfc3339(each.check_in_by),
                checked_in_at=None if each.checked_in_at is None else rfc3339(each.checked_in_at),
                by=each.by,
                late_s=each.late_s,
            )
            for each in score.musters
        ],
        reactions=[
            ScoredReaction(
                person=each.person,
                asked=each.asked,
                outcome=each.outcome,
                points=POINTS[each.outcome],
                told_at=rfc3339(each.told_at),
                received_at=None if each.received_at is None else rfc3339(each.received_at),
                reacted_at=None if each.reacted_at is None else rfc3339(each.reacted_at),
                seconds=each.seconds,
            )
            for each in own
        ],
        moments=[ScoredMoment(milestone=each.milestone, at=None if each.at is None else rfc3339(each.at), after_s=each.after_s) for each in score.moments],
        alarm_after_s=score.alarm_after_s,
        plan_after_s=score.plan_after_s,
        lasted_s=score.lasted_s,
    )


def areas_of(site: Site, assets: frozenset[str]) -> list[str]:
    """The spaces in which one of `assets` stands, the smallest first: those with the fewest assets."""
    inside: dict[str, int] = {}
    touched: set[str] = set()
    for asset in site.assets.values():
        for space in site.space_path(asset.space):
            inside[space.id] = inside.get(space.id, 0) + 1
            if asset.id in assets:
                touched.add(space.id)
    return sorted(touched, key=lambda space: (inside[space], space))


def _drill(drill: Drill, words: Words, log: Sequence[DrillEntry]) -> dict[str, object]:
    return {**drill_json(drill, log), "plan_title": words.plan(drill).as_json(), "scenario_name": words.scenario(drill).as_json()}


def _compared(line: Compared) -> DrillCompared:
    measure = line.measure
    return DrillCompared(
        key=measure.key, name=LocalText.of(measure.name), unit=measure.unit, now=line.now, before=line.before, best=line.best, verdict=line.verdict
    )


def _signature(signed: Signed) -> DrillSignature:
    return DrillSignature(id=signed.file.id, name=signed.name, signed_as=signed.signed_as, signed_at=rfc3339(signed.file.added_at))
