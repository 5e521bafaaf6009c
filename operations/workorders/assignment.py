"""Who may be given an order."""

from __future__ import annotations

from domain.people import Department, Permission
from domain.problem import Refusal
from domain.records import Transaction
from domain.work_order import WorkOrder
from operations.workorders.record import departments_of


def assignable(tx: Transaction, username: str, order: WorkOrder, department: Department) -> str:
    """`username`, if that person could do `order` with `department` leading it. Raises `Refusal`, saying what to do."""
    account = tx.people.by_username(username)
    if account is None:
        raise Refusal(f"没有用户 {username}，请从名单中选择", f"there is no person called {username}: choose one from the list")
    concerned = departments_of(order) | {department}
    if not account.person.may(Permission.WORK_ORDER, order.site, concerned):
        names = ", ".join(sorted(concerned))
        raise Refusal(
            f"{account.person.name} 不能处理此工单，请选择本项目在岗的相关部门人员（{names}）",
            f"{account.person.name} may not work on this order: choose somebody active at {order.site} in one of: {names}",
        )
    return account.person.username
