"""What cards do after they were sent: they show who took it, they tell that they were read; and what stands behind them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from domain.call_out import Answer, Proof
from domain.problem import BadConfiguration
from domain.text import Text
from egress.addresses import allowed
from egress.client import Egress
from notify.cards.calling import Conversation
from notify.cards.card_codes import CardCodes
from notify.cards.flat_xml import read_flat
from notify.cards.pace import Pace
from notify.cards.tokens import Token, TokenKeeper
from notify.cards.wording import card_id, cut_bytes, plain
from notify.channels.channel import AnswersCallbacks, Services, UpdatesCards
from notify.channels.message import NotifyError, NotOurs
from notify.registry import open_channels
from tests.notify.channels.cases.dingtalk import CARDS as DINGTALK
from tests.notify.channels.cases.feishu import FEISHU
from tests.notify.channels.cases.telegram import TELEGRAM
from tests.notify.channels.cases.wecom import WECOM
from tests.notify.channels.contract import LINK, T0, CallsBack, Case, Opened, message, opened, secrets_from
from tests.notify.channels.servers.dingtalk import DingtalkServer
from tests.notify.channels.servers.feishu import FeishuServer
from tests.notify.channels.servers.platform import Trouble, WithTokens, part
from tests.notify.channels.servers.wecom import CORP, WecomServer
from tests.notify.channels.test_contract import named

UPDATING = [WECOM, DINGTALK, FEISHU, TELEGRAM]
TAKEN = Text("张三 已接单 09:01", "Zhang San took it 09:01")


def taken(at: Opened, outside_id: str | None) -> None:
    assert isinstance(at.channel, UpdatesCards)
    assert outside_id is not None
    at.channel.update(outside_id, message(), at.case.address, TAKEN)


def test_a_wecom_card_shows_who_took_it_though_another_process_changes_it(tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as at:
        server = cast("WecomServer", at.server)
        sent = at.channel.send(message(), at.case.address, T0)
        restarted = open_channels({"wecom": at.case.settings(server.url)}, services(tmp_path, WECOM.secrets))["wecom"]
        taken(replace(at, channel=restarted), sent.outside_id)
        assert server.changed == {"d-1": TAKEN.zh}


def test_a_wecom_card_is_changed_once_and_later_ones_say_that_it_cannot_be(tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        at.server.trouble = Trouble.BUSY
        with pytest.raises(NotifyError) as busy:
            taken(at, sent.outside_id)
        at.server.trouble = None
        taken(at, sent.outside_id)
        with pytest.raises(NotifyError) as over:
            taken(at, sent.outside_id)
    assert (busy.value.permanent, over.value.permanent) == (False, True)


def test_a_dingtalk_card_shows_who_took_it_and_hides_its_buttons(tmp_path: Path) -> None:
    with opened(DINGTALK, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        cards = cast("DingtalkServer", at.server).cards
        assert (cards["d-1"]["buttons"], cards["d-1"]["link"]) == ("true", LINK)
        taken(at, sent.outside_id)
        assert (cards["d-1"]["buttons"], cards["d-1"]["taken"]) == ("false", TAKEN.zh)


def test_a_feishu_card_shows_who_took_it_and_has_no_answers_any_more(tmp_path: Path) -> None:
    with opened(FEISHU, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        taken(at, sent.outside_id)
        (card,) = cast("FeishuServer", at.server).cards.values()
        assert TAKEN.zh in str(card["elements"])
        assert "going" not in str(card["elements"])
        assert part(card, "header")["template"] == "grey"


def test_a_telegram_message_shows_who_took_it_and_saying_so_twice_is_no_error(tmp_path: Path) -> None:
    with opened(TELEGRAM, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        taken(at, sent.outside_id)
        taken(at, sent.outside_id)
        assert at.server.shown["1"].endswith(TAKEN.zh)


@named(UPDATING)
@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.GARBAGE, Trouble.TOO_MANY])
def test_a_card_that_cannot_be_changed_now_says_so(case: Case, trouble: Trouble, tmp_path: Path) -> None:
    with opened(case, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        at.server.trouble = trouble
        with pytest.raises(NotifyError) as raised:
            taken(at, sent.outside_id)
        assert not raised.value.permanent


@named(UPDATING)
def test_whoever_pressed_a_button_is_named_and_a_button_of_another_time_teaches_nothing(case: Case, tmp_path: Path) -> None:
    with opened(case, tmp_path) as at:
        assert isinstance(at.channel, AnswersCallbacks)
        server, card = cast("CallsBack", at.server), at.channel.send(message(), at.case.address, T0).outside_id
        assert card is not None
        answered = at.channel.answer(server.press(card, Answer.SEEN, T0))
        assert [receipt.by is not None for receipt in answered.receipts] == [True]
        assert answered.body
        assert at.channel.answer(server.press(card, cast("Answer", _Unknown()), T0)).receipts == ()


def test_feishu_tells_that_a_card_was_read(tmp_path: Path) -> None:
    with opened(FEISHU, tmp_path) as at:
        sent = at.channel.send(message(), at.case.address, T0)
        event = {"reader": {"reader_id": {"open_id": "ou_1"}, "read_time": "1"}, "message_id_list": [sent.outside_id, 7]}
        assert isinstance(at.channel, AnswersCallbacks)
        answered = at.channel.answer(cast("FeishuServer", at.server).happened("im.message.message_read_v1", event, T0))
        (receipt,) = answered.receipts
        assert (receipt.proof, receipt.outside_id, receipt.answer) == (Proof.OPENED, sent.outside_id, None)


def test_the_consoles_of_wecom_and_feishu_find_the_address_in_order(tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as wecom, opened(FEISHU, tmp_path) as feishu:
        assert isinstance(wecom.channel, AnswersCallbacks)
        assert wecom.channel.answer(cast("WecomServer", wecom.server).verify("1616140317555161061", T0)).body == b"1616140317555161061"
        challenge = cast("FeishuServer", feishu.server).signed(b'{"challenge": "ajls384k", "token": "t", "type": "url_verification"}', T0)
        assert isinstance(feishu.channel, AnswersCallbacks)
        assert feishu.channel.answer(replace(challenge, headers={})).body == b'{"challenge": "ajls384k"}'


def test_the_answer_to_wecom_is_sealed_for_it_and_says_what_was_pressed(tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as at:
        server = cast("WecomServer", at.server)
        assert isinstance(at.channel, AnswersCallbacks)
        reply = read_flat(at.channel.answer(server.press("d-1", Answer.GOING, T0)).body)
        server.envelope.check(reply["MsgSignature"], reply["TimeStamp"], reply["Nonce"], reply["Encrypt"])
        inside = server.envelope.open(reply["Encrypt"])
        assert read_flat(inside)["MsgType"] == "update_button"
        assert read_flat(inside)["FromUserName"] == CORP
        assert "已回复：我去" in inside.decode()


@named([WECOM, DINGTALK, FEISHU])
def test_a_token_that_ended_early_is_asked_for_anew_and_nobody_notices(case: Case, tmp_path: Path) -> None:
    with opened(case, tmp_path) as at:
        server = cast("WithTokens", at.server)
        at.channel.send(message("d-1"), at.case.address, T0)
        at.channel.send(message("d-2"), at.case.address, T0)
        assert len(server.tokens) == 1
        server.end_tokens()
        at.channel.send(message("d-3"), at.case.address, T0)
        assert len(server.tokens) == 2
        assert len(server.shown) == 3


def test_many_threads_ask_for_one_token() -> None:
    asked: list[int] = []
    begun = threading.Barrier(5)

    def fetch(_: Conversation) -> Token:
        asked.append(1)
        return Token("t", 7200)

    keeper = TokenKeeper(fetch)

    def get(_: int) -> str:
        begun.wait(60)
        return keeper.get(Conversation(Egress(allowed([])), "it"))

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(get, range(5))) == ["t"] * 5
    assert asked == [1]


def test_a_conversation_is_over_when_its_time_is() -> None:
    with pytest.raises(NotifyError, match="in time"):
        Conversation(Egress(allowed([])), "it", within_s=-1).ask("GET", "https://127.0.0.1/")


def test_an_address_that_may_not_be_called_is_said_without_the_address() -> None:
    with pytest.raises(NotifyError, match="may not be called") as raised:
        Conversation(Egress(allowed([])), "it").ask("GET", "https://127.0.0.1/secret")
    assert raised.value.permanent
    assert "127.0.0.1" not in str(raised.value)


def test_a_robot_is_not_faster_than_it_may_be() -> None:
    pace = Pace("it", 2, timedelta(seconds=60))
    pace.take(T0)
    pace.take(T0 + timedelta(seconds=20))
    with pytest.raises(NotifyError) as raised:
        pace.take(T0 + timedelta(seconds=50))
    assert raised.value.retry_after_s == 10
    pace.take(T0 + timedelta(seconds=60))


def test_old_codes_of_cards_are_forgotten(tmp_path: Path) -> None:
    codes = CardCodes(tmp_path / "a" / "codes.sqlite")
    assert codes.find("one") is None
    codes.keep("one", "c1", now_s=0, for_s=10)
    codes.keep("two", "c2", now_s=11, for_s=10)
    assert (codes.find("one"), codes.find("two")) == (None, "c2")


@pytest.mark.parametrize("document", [b'<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>', b"<xml><A>&a;</A></xml>", b"<xml>", b"", b"\x00"])
def test_xml_with_more_than_texts_in_it_is_not_read(document: bytes) -> None:
    with pytest.raises(NotOurs):
        read_flat(document)


def test_texts_are_cut_between_characters_and_links_are_not_cut() -> None:
    assert cut_bytes("水" * 10, 30) == "水" * 10
    assert cut_bytes("水" * 11, 30) == "水" * 9 + "…"
    text = plain(message(body="水" * 2000), "zh", 2048)
    assert len(text.encode()) <= 2048
    assert text.endswith(f"…\n{LINK}")


def test_a_key_that_a_platform_cannot_carry_becomes_one_that_it_can() -> None:
    assert card_id("d-1_A", 22) == "d-1_A"
    assert card_id("钥匙", 50) != card_id("钥", 50)
    assert len(card_id("k" * 200, 22)) == 22


@pytest.mark.parametrize("variable", sorted(WECOM.secrets))
def test_a_secret_that_is_missing_is_named_at_the_start(variable: str, tmp_path: Path) -> None:
    rest = {name: value for name, value in WECOM.secrets.items() if name != variable}
    with pytest.raises(BadConfiguration, match=variable):
        open_channels({"wecom": WECOM.settings("https://qyapi.weixin.qq.com")}, services(tmp_path, rest))


def test_an_aes_key_that_is_none_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="43 letters") as raised:
        open_channels({"wecom": WECOM.settings("https://qyapi.weixin.qq.com")}, services(tmp_path, {**WECOM.secrets, "STEWARD_WECOM_AES_KEY": "not-a-key"}))
    assert "not-a-key" not in str(raised.value)


class _Unknown:
    """A button of another app's, or of another time."""

    value = "self_destruct"


def services(data_dir: Path, secrets: Mapping[str, str]) -> Services:
    return Services(Egress(allowed(["http://127.0.0.1"])), secrets_from(secrets), "https://steward.example.com", data_dir)
