"""What every channel that leaves the house promises, whoever is at the other end."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notify.channels.message import NotifyError
from notify.registry import PAGE, channel_kinds
from tests.notify.channels.contract import T0, Case, Opened, all_cases, message, opened
from tests.notify.channels.servers.platform import Trouble

CASES = all_cases()
PASSING = (Trouble.TOO_MANY, Trouble.BUSY, Trouble.DOWN, Trouble.GARBAGE, Trouble.HANGS_UP)
LASTING = (Trouble.GONE, Trouble.WRONG_SECRET)


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name.replace(" ", "-"))


def having(trouble: Trouble) -> pytest.MarkDecorator:
    return named([case for case in CASES if trouble not in case.without])


def troubled(*troubles: Trouble) -> pytest.MarkDecorator:
    pairs = [
        pytest.param(case, trouble, id=f"{case.name.replace(' ', '-')}-{trouble.name}") for case in CASES for trouble in troubles if trouble not in case.without
    ]
    return pytest.mark.parametrize(("case", "trouble"), pairs)


@pytest.fixture
def at(case: Case, tmp_path: Path) -> Iterator[Opened]:
    with opened(case, tmp_path) as running:
        yield running


def failing(at: Opened, key: str = "d-1") -> NotifyError:
    with pytest.raises(NotifyError) as raised:
        at.channel.send(message(key), at.case.address, T0)
    return raised.value


@named(list(CASES))
def test_what_is_told_is_shown(at: Opened) -> None:
    at.channel.send(message("d-7"), at.case.address, T0)
    (shown,) = at.server.shown.values()
    assert "水位过低" in shown
    assert "d-7" in shown


@named(list(CASES))
def test_the_same_key_is_shown_once_and_another_key_by_itself(at: Opened) -> None:
    first = at.channel.send(message("d-1"), at.case.address, T0)
    again = at.channel.send(message("d-1"), at.case.address, T0 + timedelta(seconds=90))
    assert first.outside_id == again.outside_id
    assert len(at.server.shown) == 1
    at.channel.send(message("d-2"), at.case.address, T0 + timedelta(seconds=180))
    assert len(at.server.shown) == 2


@named(list(CASES))
def test_two_alarms_in_the_same_words_are_two(at: Opened) -> None:
    at.channel.send(message("d-1", body="水位过低"), at.case.address, T0)
    at.channel.send(message("d-2", body="水位过低"), at.case.address, T0 + timedelta(seconds=90))
    assert len(at.server.shown) == 2


@troubled(*PASSING)
def test_what_may_pass_is_tried_again_and_then_gets_through(at: Opened, trouble: Trouble) -> None:
    at.server.trouble = trouble
    error = failing(at)
    assert (error.permanent, error.gone) == (False, False)
    at.server.trouble = None
    at.channel.send(message(), at.case.address, T0 + timedelta(minutes=11))
    assert len(at.server.shown) == 1


@having(Trouble.TOO_MANY)
def test_a_gateway_that_asks_for_patience_gets_it(at: Opened) -> None:
    at.server.trouble = Trouble.TOO_MANY
    assert failing(at).retry_after_s == 7


@having(Trouble.BUSY)
def test_a_platform_that_says_in_its_own_words_that_it_is_too_much_gets_patience_too(at: Opened) -> None:
    at.server.trouble = Trouble.BUSY
    assert failing(at).retry_after_s == at.case.busy_wait_s


@having(Trouble.WRONG_SECRET)
def test_a_wrong_secret_is_for_good_and_not_the_fault_of_the_address(at: Opened) -> None:
    at.server.trouble = Trouble.WRONG_SECRET
    error = failing(at)
    assert (error.permanent, error.gone) == (True, False)


@having(Trouble.GONE)
def test_somebody_who_does_not_exist_any_more_is_told_from_other_refusals(at: Opened) -> None:
    at.server.trouble = Trouble.GONE
    error = failing(at)
    assert (error.permanent, error.gone) == (True, at.case.gone_is_gone)


@having(Trouble.SLOW)
def test_who_never_answers_is_left_within_the_limit(case: Case, tmp_path: Path) -> None:
    with opened(case, tmp_path, within_s=0.5) as at:
        at.server.trouble = Trouble.SLOW
        error = failing(at)
        assert "in time" in str(error)
        assert (error.permanent, error.gone) == (False, False)


@having(Trouble.DOWN)
def test_nobody_there_is_said(case: Case, tmp_path: Path) -> None:
    with opened(case, tmp_path) as at:
        at.server.close()
        assert not failing(at).permanent


@troubled(*PASSING, *LASTING)
def test_secrets_and_addresses_are_in_no_error_and_no_log(at: Opened, trouble: Trouble, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    at.server.trouble = trouble
    error = failing(at)
    seen = "".join(
        (str(error), repr(error), repr(at.channel), *traceback.format_exception(error), caplog.text, str([record.__dict__ for record in caplog.records]))
    )
    assert [secret for secret in at.case.private if secret in seen] == []


@named(list(CASES))
@pytest.mark.parametrize("letter", ["水", "🔥", "a", "é", "<"])
def test_a_long_text_fits_and_is_cut_between_characters(at: Opened, letter: str) -> None:
    at.channel.send(message(title=letter * 300, body=letter * 2000), at.case.address, T0)
    (shown,) = at.server.shown.values()
    assert letter * 20 in shown
    assert "\ufffd" not in shown


@named(list(CASES))
def test_half_a_character_in_a_text_stops_nothing(at: Opened) -> None:
    at.channel.send(message(body="水位\ud83d过低 \x00"), at.case.address, T0)
    assert len(at.server.shown) == 1


@named(list(CASES))
def test_a_message_without_buttons_and_without_an_address_of_ours_gets_through(at: Opened) -> None:
    at.channel.send(replace(message(), answers=(), link="/work-orders/wo-1"), at.case.address, T0)
    (shown,) = at.server.shown.values()
    assert "/work-orders" not in shown


@named(list(CASES))
def test_several_threads_send_at_once(at: Opened) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: at.channel.send(message(f"d-{number}"), at.case.address, T0), range(12)))
    assert len(at.server.shown) == 12


@named(list(CASES))
def test_drills_leave_only_where_the_settings_say_so(case: Case, tmp_path: Path) -> None:
    told = replace(case, settings=lambda url: {**case.settings(url), "drills": True})
    with opened(case, tmp_path) as quiet, opened(told, tmp_path) as loud:
        assert (quiet.channel.takes_drills, loud.channel.takes_drills) == (False, True)


def test_every_channel_has_a_server_that_behaves_as_the_real_one() -> None:
    assert {case.kind for case in CASES} == set(channel_kinds()) - {PAGE}


def test_what_a_server_cannot_do_to_us_is_the_nature_of_its_kind() -> None:
    """Mail has no 429 (it is busy in words of its own) and is slow in `test_email`; a topic of ntfy is there for whoever listens."""
    usual = (Trouble.TOO_MANY, Trouble.GONE, Trouble.SLOW, Trouble.DOWN)
    without = {case.name: [trouble for trouble in usual if trouble in case.without] for case in CASES}
    assert {name: cannot for name, cannot in without.items() if cannot} == {"email": [Trouble.TOO_MANY, Trouble.SLOW], "ntfy": [Trouble.GONE]}
