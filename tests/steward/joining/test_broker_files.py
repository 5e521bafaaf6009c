"""Mosquitto's two files: what is ours is written, what others wrote stays."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problem import BadConfiguration
from steward.joining.broker_acl import part, template, with_part
from steward.joining.broker_passwords import PasswordFile, hashed, new_password
from steward.joining.sign_ins import SignIn

ROOT = Path(__file__).parents[3]
LIFT = SignIn("lift-1", "annex/lift-1", {("write", "steward/v1/annex/lift-1/telemetry"): "lift-1"})
LINES = part("annex", "steward", ["zigbee2mqtt/#"], [LIFT])
OTHERS = st.lists(st.builds(lambda name, rest: name + b":" + rest + b"\n", st.from_regex(rb"[a-z/]{1,8}", fullmatch=True), st.binary(max_size=20)))


def test_a_new_acl_file_is_the_one_of_deploy() -> None:
    assert template("steward") == (ROOT / "deploy" / "mosquitto.acl").read_text(encoding="utf-8")


def test_steward_may_have_another_name() -> None:
    assert "\nuser watcher\n" in template("watcher")
    assert "\nuser steward\n" not in template("watcher")


def test_passwords_are_long_and_never_the_same() -> None:
    made = {new_password() for _ in range(1_000)}
    signs = {sign for password in made for sign in password}
    assert len(made) == 1_000
    assert {len(password) for password in made} == {24}
    assert len(signs) ** 24 >= 2**128
    assert all(sign.isascii() and sign.isalnum() for sign in signs)


def test_the_hash_is_pbkdf2_with_sha_512_over_a_salt_of_its_own() -> None:
    empty, kind, rounds, salt, digest = hashed("secret").split("$")
    assert (empty, kind, len(base64.b64decode(salt))) == ("", "7", 12)
    assert base64.b64decode(digest) == hashlib.pbkdf2_hmac("sha512", b"secret", base64.b64decode(salt), int(rounds), 64)
    assert hashed("secret") != hashed("secret")


@given(OTHERS)
def test_entries_of_others_stay_to_the_byte(others: list[bytes]) -> None:
    data = b"".join(others).removesuffix(b"\n")
    there = PasswordFile(data)
    added = there.changed({"annex/lift-1": "secret"})
    assert added.startswith(data + b"\n" if data else b"")
    assert there.changed({}, ["annex/lift-1"]) == (data + b"\n" if data else b"")
    assert PasswordFile(added).changed({}, ["annex/lift-1"]) == (data + b"\n" if data else b"")


def test_a_password_is_replaced_where_it_stands_and_once() -> None:
    data = b"# who\na:1\nannex/lift-1:old\nb:2\nannex/lift-1:older\n"
    lines = PasswordFile(data).changed({"annex/lift-1": "secret"}).splitlines()
    assert (lines[:2], lines[2][:17], lines[3:]) == ([b"# who", b"a:1"], b"annex/lift-1:$7$1", [b"b:2"])


def test_the_part_of_a_site_is_added_at_the_end_and_then_replaced() -> None:
    text = template("steward")
    once = with_part(text, "annex", LINES, "acl")
    assert once == text + "\n" + "".join(f"{line}\n" for line in LINES)
    more = f"{once}user integrator\ntopic read #\n"
    assert with_part(more, "annex", LINES, "acl") == more
    assert with_part(more, "annex", [LINES[0], LINES[-1]], "acl") == f"{text}\n{LINES[0]}\n{LINES[-1]}\nuser integrator\ntopic read #\n"


@given(
    st.lists(st.sampled_from(["user a", "topic read #", "pattern write %u", "# words", "", "  ", "user steward\r", "\x0b", "词"])), st.sampled_from(["", "\n"])
)
def test_whatever_others_wrote_stays(written: list[str], end: str) -> None:
    text = "\n".join(written) + end
    once = with_part(text, "annex", LINES, "acl")
    assert once.startswith(text)
    assert once.removeprefix(text).strip("\n") == "\n".join(LINES)
    assert with_part(once, "annex", LINES, "acl") == once


def test_another_site_has_a_part_of_its_own() -> None:
    once = with_part("", "annex", LINES, "acl")
    both = with_part(once, "annex-2", part("annex-2", "steward", [], []), "acl")
    assert both.startswith(once)
    assert with_part(both, "annex", LINES, "acl") == both


def test_a_right_that_would_become_the_last_devices_is_refused() -> None:
    text = with_part("", "annex", LINES, "acl") + "\n# everything\ntopic readwrite #\n"
    with pytest.raises(BadConfiguration, match=f"acl:{len(LINES) + 3}: this right stands below the devices' part"):
        with_part(text, "annex", LINES, "acl")


@pytest.mark.parametrize("broken", [LINES[:-1], LINES[1:], [*LINES, *LINES], [LINES[-1], LINES[0]]])
def test_a_part_that_somebody_broke_is_refused(broken: list[str]) -> None:
    with pytest.raises(BadConfiguration, match="does not begin and end once"):
        with_part("\n".join(broken), "annex", LINES, "acl")


@pytest.mark.parametrize("topic", ["tele/a\ntopic readwrite #/x", "tele/a ", "tele/\u2028"])
def test_an_address_cannot_make_another_right(topic: str) -> None:
    lines = part("annex", "steward", [], [SignIn("a", "annex/a", {("write", topic): "a"})])
    with pytest.raises(BadConfiguration, match="this right cannot be written"):
        with_part("", "annex", lines, "acl")
