"""``steward user``: add people and set their passwords."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from pathlib import Path

from domain.people import Department, Role
from domain.problem import BadConfiguration, Problem
from domain.records import Conflict
from domain.time import utc_now
from steward.accounts import add_account, set_password
from steward.folders import own_folder
from steward.settings import load
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade

_SHORTEST = 10


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="a new person")
    passwd = actions.add_parser("passwd", help="a new password")
    for action in (add, passwd):
        action.add_argument("username")
        action.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")
        action.add_argument("--generate", action="store_true", help="make a password and print it once, instead of asking for one")
    add.add_argument("--name", help="as colleagues know them (default: the username)")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--department", choices=[department.value for department in Department])
    add.add_argument("--site", action="append", default=[], help="a site they work at; may be given again; without it, every site")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    settings = load(arguments.config)
    own_folder(settings.data_dir)
    upgrade(settings.records_url)
    records = DatabaseRecords(settings.records_url, clock=utc_now)
    password = _password(generate=arguments.generate)
    try:
        if arguments.action == "add":
            department = None if arguments.department is None else Department(arguments.department)
            sites = tuple(arguments.site) or ("*",)
            name = arguments.name or arguments.username
            add_account(records, username=arguments.username, name=name, role=Role(arguments.role), department=department, sites=sites, password=password)
        else:
            set_password(records, arguments.username, password)
    except Conflict:
        raise _mistake(f"the username `{arguments.username}` is taken", "Choose another one, or use `steward user passwd`") from None
    except KeyError:
        raise _mistake(f"there is nobody with the username `{arguments.username}`", "Use `steward user add`") from None
    finally:
        records.close()
    if arguments.generate:
        print(f"{arguments.username}: {password}")
    return 0


def _password(*, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(12)
    given = os.environ.get("STEWARD_NEW_PASSWORD")
    if given is None and not sys.stdin.isatty():
        raise _mistake("there is no terminal to ask for a password", "Use --generate, or set STEWARD_NEW_PASSWORD")
    password = given if given is not None else getpass.getpass("New password: ")
    if len(password) < _SHORTEST:
        raise _mistake(f"the password is shorter than {_SHORTEST} characters", "Choose a longer one, or use --generate")
    return password


def _mistake(problem: str, remedy: str) -> BadConfiguration:
    return BadConfiguration([Problem("user", None, problem, remedy)])
