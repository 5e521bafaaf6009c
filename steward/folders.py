"""The data folder and what lies in it."""

from __future__ import annotations

import json
import os
import secrets
import threading
from pathlib import Path

from domain.problem import BadConfiguration, Problem


def own_folder(path: Path) -> Path:
    """Make `path` a folder that only this user may enter. Raises `BadConfiguration` if that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except OSError as error:
        raise BadConfiguration(
            [Problem(str(path), None, f"the folder cannot be made or used ({error.strerror})", "Correct its rights or name another one")]
        ) from None
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read, at once or not at all. Of several at the same moment the last one counts."""
    _written(path, text).replace(path)


def write_private_once(path: Path, text: str) -> None:
    """As `write_private`, but what is there already stays: of several at the same moment the first one counts, for all."""
    new = _written(path, text)
    try:
        path.hardlink_to(new)
    except FileExistsError:
        pass
    finally:
        new.unlink()


def _written(path: Path, text: str) -> Path:
    """A whole file beside `path`, durable, under a name that nobody else writes to."""
    new = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return new


def signing_secret(data_dir: Path) -> bytes:
    """What access tokens are signed with: from STEWARD_SECRET, else from the data folder, made at first."""
    if given := os.environ.get("STEWARD_SECRET"):
        return given.encode()
    path = data_dir / "secret.key"
    if not path.exists():
        own_folder(data_dir)
        write_private_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip().encode()


def read_json(path: Path) -> object | None:
    """What a JSON file holds; `None` if it is not there."""
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found
