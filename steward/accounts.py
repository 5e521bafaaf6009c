"""Making accounts: there is no default password anywhere, so each one starts here."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

from api.security.passwords import hash_password
from domain.identity import new_id
from domain.people import Department, Person, Role
from domain.records import Account, Records
from steward.folders import read_json, write_private

DEMO_PEOPLE = (
    ("admin", "系统管理员", Role.ADMIN, None),
    ("manager", "项目经理 陈静", Role.MANAGER, Department.MANAGEMENT),
    ("dispatcher", "调度 孙丽", Role.DISPATCHER, Department.MANAGEMENT),
    ("engineer", "工程 王建国", Role.ENGINEER, Department.ENGINEERING),
    ("electrician", "电工 刘伟", Role.ENGINEER, Department.ENGINEERING),
    ("guard", "保安 李强", Role.GUARD, Department.SECURITY),
    ("patrol", "巡逻 赵军", Role.GUARD, Department.SECURITY),
    ("control-room", "消控 周敏", Role.CONTROL_ROOM, Department.SECURITY),
    ("service", "客服 吴芳", Role.SERVICE_CENTRE, Department.SERVICE_CENTRE),
    ("steward", "管家 郑洁", Role.STEWARD, Department.SERVICE_CENTRE),
    ("viewer", "访客", Role.VIEWER, None),
)
"""(username, name, role, department) of the people of the demonstration."""


def add_account(records: Records, *, username: str, name: str, role: Role, department: Department | None, sites: tuple[str, ...], password: str) -> Person:
    """A new account. Raises `Conflict` if the username is taken."""
    person = Person(new_id(), username, name, role, department, sites)
    with records.transaction() as tx:
        tx.people.add(Account(person, hash_password(password)))
    return person


def demo_accounts(records: Records, file: Path) -> tuple[list[dict[str, str | None]], bool]:
    """The demonstration's people with their passwords, made at first start and kept in `file` (mode 0600).

    Returns them and whether they are new.
    """
    found = read_json(file)
    if isinstance(found, list):
        return found, False
    accounts: list[dict[str, str | None]] = []
    for username, name, role, department in DEMO_PEOPLE:
        password = secrets.token_urlsafe(9)
        with records.reading() as tx:
            known = tx.people.by_username(username)
        if known is None:
            add_account(records, username=username, name=name, role=role, department=department, sites=("*",), password=password)
        else:
            set_password(records, username, password)
        accounts.append({"username": username, "password": password, "role": role.value, "department": None if department is None else department.value})
    write_private(file, json.dumps(accounts, indent=1, ensure_ascii=False) + "\n")
    return accounts, True


def set_password(records: Records, username: str, password: str) -> None:
    """Give somebody a new password. Raises `KeyError` if there is no such account."""
    with records.transaction() as tx:
        account = tx.people.by_username(username)
        if account is None:
            raise KeyError(username)
        tx.people.save(replace(account, password_hash=hash_password(password), failed_logins=0, locked_until=None))
