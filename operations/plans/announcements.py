"""What is told about a run: one message for each department and thing, naming what each of its posts has to do.

In the realm of a drill everything is marked as one where it is read (`notify.wording`). Nothing waits for the morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.plan import Phase, Step
from domain.plan_run import PlanRun as Run
from domain.plan_run import RunState, StepState
from domain.plan_run_json import place_of
from domain.post import POST_NAMES, Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.whistle import Whistle
from operations.plans.charge import in_charge
from operations.telling import desk_posts, tell

_PROPOSED = Text("建议启动预案：{plan}", "Plan proposed: {plan}")
_DECIDE = Text("请决定启动或不启动", "decide whether to start it")
_STARTED = Text("启动预案：{plan}", "Plan started: {plan}")
_IN_CHARGE = Text("{post}负责现场指挥", "{post} is in command")
_CHECK_IN = Text("请于 {time} 前报到", "check in by {time}")
_BRING = Text("携带/查看：{bring}", "bring or look at: {bring}")
_DO = Text("{post}：{steps}", "{post}: {steps}")
_UNTIL = Text("{step}（{time} 前）", "{step} (by {time})")
_NEXT = Text("下一阶段：{plan}", "Next phase: {plan}")
_LATE = Text("步骤超时：{plan}", "Step overdue: {plan}")
_ESCALATED = Text("步骤仍未完成：{plan}", "Steps still open: {plan}")
_COMMAND = Text("请接管指挥：{plan}", "You are in command: {plan}")
_NUMBER = Text("预案 {number} · {reason}", "plan {number} · {reason}")
_OVER = {
    RunState.STOOD_DOWN: Text("预案解除：{plan}", "Stood down: {plan}"),
    RunState.FALSE_ALARM: Text("误报，预案解除：{plan}", "False alarm, plan is over: {plan}"),
    RunState.INTERRUPTED: Text("预案中断：{plan}", "Plan broken off: {plan}"),
}


def proposed(tx: Transaction, run: Run, site: Site, at: datetime) -> None:
    """Tell whoever is in charge that there is something to decide."""
    post = in_charge(tx, run, site, at)
    _tell(tx, run, "proposed", _PROPOSED, [*_what(run, site), _DECIDE], post.department, (post,), at)


def started(tx: Transaction, run: Run, phases: Sequence[Phase], whistle: Whistle | None, site: Site, at: datetime) -> None:
    """Tell every department that has a part in it: what it is, until when to check in, and what its posts do first."""
    head = in_charge(tx, run, site, at)
    posts = [head, *dict.fromkeys(step.post for _phase, step in run.plan.steps(run.stage))]
    calls = {} if whistle is None else {call.department: call for call in whistle.calls}
    for department in _departments([*(post.department for post in posts), *calls]):
        said = _what(run, site)
        call = calls.get(department)
        if call is not None:
            said.append(_CHECK_IN.filled(time=_time(call.check_in_by, site)))
            said += [_BRING.filled(bring=call.bring)] if call.bring else []
        if head.department is department:
            said.append(_IN_CHARGE.filled(post=POST_NAMES[head]))
        said += _tasks(run, phases, department, site)
        own = tuple(dict.fromkeys(post for post in posts if post.department is department))
        _tell(tx, run, "start", _STARTED, said, department, own, at, called=call is not None)


def phases_opened(tx: Transaction, run: Run, phases: Sequence[Phase], site: Site, at: datetime) -> None:
    """Tell the posts that have steps to do in what has just opened."""
    open_steps = [step for phase in phases for step in phase.steps if run.step(step.key).state is StepState.OPEN]
    for department in _departments(step.post.department for step in open_steps):
        posts = tuple(dict.fromkeys(step.post for step in open_steps if step.post.department is department))
        _tell(tx, run, f"phase|{phases[-1].key}", _NEXT, _tasks(run, phases, department, site), department, posts, at)


def late(tx: Transaction, run: Run, keys: Sequence[str], site: Site, at: datetime) -> None:
    """Tell the posts again whose limits have passed."""
    steps = _steps(run, keys)
    for post in dict.fromkeys(step.post for step in steps):
        own = [step for step in steps if step.post is post]
        _tell(tx, run, f"late|{'|'.join(step.key for step in own)}", _LATE, [_do(run, post, own, site)], post.department, (post,), at)


def escalated(tx: Transaction, run: Run, keys: Sequence[str], site: Site, at: datetime) -> None:
    """Tell who commands what stays undone; the manager, where it is the post in charge itself that does not do it."""
    steps = _steps(run, keys)
    if not steps:
        return
    said = [_do(run, post, [step for step in steps if step.post is post], site) for post in dict.fromkeys(step.post for step in steps)]
    head = in_charge(tx, run, site, at)
    own = run.commander is None and any(step.post is head for step in steps)
    post = Post.MANAGER if own else head
    persons = () if run.commander is None else (run.commander,)
    _tell(tx, run, f"escalate|{'|'.join(keys)}", _ESCALATED, said, post.department, (post,), at, persons=persons)


def command(tx: Transaction, run: Run, to: str, at: datetime) -> None:
    """Tell the person to whom command was handed over."""
    head = run.plan.command.in_charge
    said = [_NUMBER.filled(number=run.number, reason=run.reason)]
    _tell(tx, run, f"command|{to}|{run.version}", _COMMAND, said, head.department, (head,), at, persons=(to,))


def over(tx: Transaction, run: Run, site: Site, at: datetime, *, everybody: bool) -> None:
    """Tell everybody who was called that it is over, or, of a mere proposal, who had to decide."""
    head = in_charge(tx, run, site, at)
    posts = [head, *(step.post for _phase, step in run.plan.steps(run.stage))] if everybody else [head]
    called = [muster.department for muster in run.plan.musters] if everybody and run.whistle_id is not None else []
    said = [*_what(run, site)[:-1], Text(run.outcome, run.outcome)]
    for department in _departments([*(post.department for post in posts), *called]):
        own = tuple(dict.fromkeys(post for post in posts if post.department is department))
        _tell(tx, run, "over", _OVER[run.state], said, department, own, at, called=department in called, severity=Severity.MEDIUM)


def _tell(
    tx: Transaction,
    run: Run,
    what: str,
    title: Text,
    said: Sequence[Text],
    department: Department,
    posts: Sequence[Post],
    at: datetime,
    *,
    called: bool = False,
    persons: Sequence[str] = (),
    severity: Severity | None = None,
) -> None:
    """`called`: the department as such, at its desks, beside its `posts`."""
    body = Text(" · ".join(each.zh for each in said), " · ".join(each.en for each in said))
    where = dict.fromkeys([*(post.value for post in posts), *(desk_posts(department) if called else ())])
    tell(
        tx,
        f"plan|{run.id}|{what}|{department}|{'+'.join(post.value for post in posts)}",
        NotificationKind.PLAN,
        department,
        title.filled(plan=run.plan.title),
        body,
        at,
        site=run.site,
        severity=severity or run.severity,
        realm=run.realm,
        posts=where,
        persons=persons,
    )


def _what(run: Run, site: Site) -> list[Text]:
    """Where it is, if somebody said, and why."""
    place = place_of(run, site)
    return [run.reason] if place is None else [place, run.reason]


def _tasks(run: Run, phases: Sequence[Phase], department: Department, site: Site) -> list[Text]:
    steps = [step for phase in phases for step in phase.steps if step.post.department is department and run.step(step.key).state is StepState.OPEN]
    return [_do(run, post, [step for step in steps if step.post is post], site) for post in dict.fromkeys(step.post for step in steps)]


def _do(run: Run, post: Post, steps: Sequence[Step], site: Site) -> Text:
    texts = [_with_limit(run, step, site) for step in steps]
    return _DO.filled(post=POST_NAMES[post], steps=Text("；".join(each.zh for each in texts), "; ".join(each.en for each in texts)))


def _with_limit(run: Run, step: Step, site: Site) -> Text:
    due = run.step(step.key).due_at
    return step.title if due is None else _UNTIL.filled(step=step.title, time=_time(due, site))


def _steps(run: Run, keys: Sequence[str]) -> list[Step]:
    return [step for _phase, step in run.plan.steps(run.stage) if step.key in keys]


def _departments(those: Iterable[Department]) -> list[Department]:
    return sorted(set(those))


def _time(moment: datetime, site: Site) -> str:
    """Limits of plans are short: to the second."""
    return f"{moment.astimezone(site.time_zone):%H:%M:%S}"
