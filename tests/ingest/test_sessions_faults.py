"""Our own session with a broker that does what it should not: what is said, what is kept, and that it always goes on."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import mqtt5
import pytest

from ingest import mqtt5_connection, mqtt5_session
from ingest.session import Client, Session
from tests.ingest.awaiting import eventually
from tests.ingest.conversing import STATUS_TOPIC, receive, session
from tests.ingest.fake_broker import Conversation, FakeBroker, fake_broker, message, messages

LOGIN_REFUSED = mqtt5.ConnAckPacket(reason_code=mqtt5.ConnAckReasonCode.NOT_AUTHORIZED)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBroker]:
    """One that listens, and never hangs up when we go."""
    monkeypatch.setattr(mqtt5_connection, "GOODBYE_S", 0.1)
    with fake_broker() as made:
        yield made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connects again at once."""
    for name in ("_FIRST_WAIT_S", "_LONGEST_WAIT_S", "_TAKEN_OVER_WAIT_S"):
        monkeypatch.setattr(mqtt5_session, name, 0.01)


@contextmanager
def talking(broker: FakeBroker, connack: mqtt5.ConnAckPacket | None = None, *, keep_alive_s: int = 30) -> Iterator[tuple[Session, Conversation]]:
    """A session and the broker's side of its first connection."""
    with session(broker.settings(keep_alive_s=keep_alive_s), wait=False) as only:
        conversation = broker.accept()
        conversation.greet(connack)
        eventually(lambda: only.connected)
        yield only, conversation


def test_what_it_asks_for_when_it_connects(broker: FakeBroker) -> None:
    with talking(broker) as (_, conversation):
        hello, subscribe = conversation.heard
    assert isinstance(hello, mqtt5.ConnectPacket)
    assert isinstance(subscribe, mqtt5.SubscribePacket)
    assert (hello.clean_start, hello.receive_max, hello.topic_alias_max, hello.max_packet_size, hello.will) == (False, 1000, 0, None, None)
    assert hello.session_expiry_interval == 7 * 24 * 3600
    asked = {(each.max_qos.value, each.retain_as_published, each.no_local) for each in subscribe.topic_filters}
    assert asked == {(1, False, True)}


@pytest.mark.parametrize(
    "poison",
    [message(b"steward/\xff", mid=2), message(b"a", mid=2, properties=b"\x07\x26\0\x01\xff\0\x01a"), message(b"", mid=2, properties=b"\x03\x23\0\x01")],
    ids=["topic", "property", "alias"],
)
def test_a_message_that_no_codec_can_read_is_handed_over_and_acknowledged_like_any_other(broker: FakeBroker, poison: bytes) -> None:
    with talking(broker) as (only, conversation):
        conversation.say(message(b"a", mid=1), poison, message(b"c", mid=3))
        assert [each.mid for each in receive(only, 3)] == [1, 2, 3]
        assert conversation.hear_acknowledgements(3) == [1, 2, 3]
        assert only.connection == 1


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (message(b"a", mid=0), "number"),
        (message(b"a", first=0x34), "QoS 2"),
        (b"\x32\xff\xff\xff\xff\x01", "four bytes"),
        (b"\x00\x00", "no packet"),
        (mqtt5.ConnAckPacket().write(), "twice"),
    ],
)
def test_what_it_cannot_make_anything_of_ends_the_connection_with_a_reason(
    broker: FakeBroker, caplog: pytest.LogCaptureFixture, sent: bytes, reason: str
) -> None:
    with talking(broker) as (only, conversation):
        conversation.say(sent)
        again = broker.accept()
        assert reason in only.trouble
        again.greet()
        again.say(*messages(2))
        assert [each.connection for each in receive(only, 2)] == [2, 2]
        assert again.hear_acknowledgements(2) == [1, 2]
    assert caplog.text.count("trying again") == 1


@pytest.mark.usefixtures("hasty")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the codec panics on text that is no UTF-8
def test_any_bytes_end_in_another_connection(broker: FakeBroker) -> None:
    chance = random.Random(6)
    with session(broker.settings(), wait=False) as only:
        for number in range(40):
            conversation = broker.accept()
            conversation.hear(mqtt5.ConnectPacket)
            conversation.say(b"" if number % 2 else mqtt5.ConnAckPacket().write(), chance.randbytes(chance.randrange(200)))
            only.receive(500, 0)
            conversation.sock.close()
        conversation = broker.accept()
        conversation.greet()
        conversation.say(*messages(3))
        assert [each.mid for each in receive(only, 3)][-3:] == [1, 2, 3]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        (mqtt5.DisconnectReasonCode.SESSION_TAKEN_OVER, None, "took the session over"),
        (mqtt5.DisconnectReasonCode.SERVER_SHUTTING_DOWN, "until Monday", "server shutting down: until Monday"),
    ],
)
def test_the_reason_for_which_the_broker_ends_the_connection_is_said(
    broker: FakeBroker, caplog: pytest.LogCaptureFixture, code: mqtt5.DisconnectReasonCode, said: str | None, words: str
) -> None:
    with talking(broker) as (_, conversation):
        conversation.say(mqtt5.DisconnectPacket(reason_code=code, reason_str=said))
        broker.accept().greet()
    assert words in caplog.text


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (LOGIN_REFUSED.write(), "login refused (not authorized): check user name, password and access rules"),
        (mqtt5.ConnAckPacket(reason_code=mqtt5.ConnAckReasonCode.SERVER_BUSY).write(), "refused the connection (server busy)"),
        (b"\x20\x02\0\x01", "set mqtt.protocol to 3.1.1"),
        (b"", "user name or password are wrong"),
        (message(b"a"), "before it accepted us"),
    ],
)
def test_why_it_does_not_let_us_in_is_said_once(broker: FakeBroker, caplog: pytest.LogCaptureFixture, answer: bytes, words: str) -> None:
    with session(broker.settings(), wait=False) as only:
        for _ in range(3):
            conversation = broker.accept()
            conversation.hear(mqtt5.ConnectPacket)
            conversation.say(answer)
            conversation.sock.close()
        eventually(lambda: words in only.trouble)
    assert caplog.text.count(words) == 1


@pytest.mark.usefixtures("hasty")
def test_subscriptions_that_are_refused_are_said(broker: FakeBroker, caplog: pytest.LogCaptureFixture) -> None:
    with session(broker.settings(), wait=False) as only:
        conversation = broker.accept()
        conversation.hear(mqtt5.ConnectPacket)
        conversation.say(mqtt5.ConnAckPacket())
        conversation.hear(mqtt5.SubscribePacket)
        conversation.say(mqtt5.SubAckPacket(1, [mqtt5.SubAckReasonCode.GRANTED_QOS_AT_LEAST_ONCE, mqtt5.SubAckReasonCode.NOT_AUTHORIZED]))
        eventually(lambda: "may not subscribe to steward/v1/s1/+/telemetry" in caplog.text)
        assert not only.connected


def test_less_than_it_asked_for_is_said(broker: FakeBroker, caplog: pytest.LogCaptureFixture) -> None:
    with session(broker.settings(), wait=False) as only:
        conversation = broker.accept()
        conversation.hear(mqtt5.ConnectPacket)
        conversation.say(mqtt5.ConnAckPacket(session_expiry_interval=60))
        conversation.hear(mqtt5.SubscribePacket)
        conversation.say(mqtt5.SubAckPacket(1, [mqtt5.SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE]))
        eventually(lambda: only.connected)
    assert "keeps our session for 60 s only" in caplog.text
    assert "no QoS 1" in caplog.text


@pytest.mark.usefixtures("hasty")
def test_a_broker_that_forgot_us_is_said(broker: FakeBroker, caplog: pytest.LogCaptureFixture) -> None:
    with talking(broker) as (_, conversation):
        conversation.sock.close()
        broker.accept().greet(mqtt5.ConnAckPacket(session_present=False))
        eventually(lambda: "has forgotten our session" in caplog.text)


def test_the_broker_says_how_often_it_wants_to_hear_from_us(broker: FakeBroker) -> None:
    with talking(broker, mqtt5.ConnAckPacket(session_present=True, server_keep_alive=1)) as (only, conversation):
        for _ in range(2):
            conversation.hear(mqtt5.PingReqPacket)
            conversation.say(mqtt5.PingRespPacket())
        assert only.connection == 1


@pytest.mark.usefixtures("hasty")
def test_a_broker_that_falls_silent_is_left(broker: FakeBroker) -> None:
    with talking(broker, keep_alive_s=1) as (only, conversation):
        conversation.hear(mqtt5.PingReqPacket)
        assert conversation.closed()
        eventually(lambda: "silent" in only.trouble)


def test_while_nobody_receives_it_stays_alive_and_reads_no_further(broker: FakeBroker) -> None:
    many = b"".join(message(b"a", b"x" * 60_000, mid=1 + number) for number in range(400))
    with talking(broker, keep_alive_s=1) as (only, conversation):
        conversation.sock.settimeout(1)
        with pytest.raises(TimeoutError):
            conversation.say(many)
        conversation.sock.settimeout(20)
        assert only.waiting < 20
        for _ in range(3):
            conversation.hear(mqtt5.PingReqPacket)
        assert only.connection == 1


@pytest.mark.usefixtures("hasty")
def test_while_nobody_receives_the_end_of_the_connection_is_noticed(broker: FakeBroker) -> None:
    with talking(broker) as (only, conversation):
        conversation.say(*messages(2))
        eventually(lambda: only.waiting == 2)
        conversation.sock.close()
        broker.accept().greet()
        eventually(lambda: only.connection == 2)
        assert only.waiting == 0, "they come again"


def test_acknowledgements_go_out_in_the_order_they_were_given(broker: FakeBroker) -> None:
    with talking(broker) as (only, conversation):
        conversation.say(*messages(1_000))
        assert [each.mid for each in receive(only, 1_000)] == list(range(1, 1_001))
        assert conversation.hear_acknowledgements(1_000) == list(range(1, 1_001))


@pytest.mark.usefixtures("hasty")
def test_nothing_of_an_old_connection_is_acknowledged_on_a_new_one(broker: FakeBroker) -> None:
    with talking(broker) as (only, conversation):
        conversation.say(*messages(3))
        old = receive(only, 3, acknowledge=False)
        conversation.sock.close()
        again = broker.accept()
        again.greet()
        again.say(message(b"other", mid=2))
        eventually(lambda: only.connection == 2)
        (new,) = receive(only, 1, acknowledge=False)
        assert only.acknowledge([*old, new]) == 1
        assert again.hear_acknowledgements(1) == [2]


@pytest.mark.parametrize("client", ["mqtt5", "paho"])
def test_a_will_that_is_not_allowed_does_not_keep_us_out(broker: FakeBroker, caplog: pytest.LogCaptureFixture, client: Client) -> None:
    with session(broker.settings(client=client), wait=False, status_topic=STATUS_TOPIC) as only:
        first = broker.accept()
        hello = first.hear(mqtt5.ConnectPacket)
        assert hello.will is not None
        assert (hello.will.topic, hello.will.payload, hello.will.retain) == (STATUS_TOPIC, b"offline", True)
        first.say(LOGIN_REFUSED)
        second = broker.accept()
        assert second.greet().will is None
        eventually(lambda: only.connected)
    assert caplog.text.count("does not let us write") == 1


def test_it_says_goodbye_after_the_last_acknowledgement(broker: FakeBroker) -> None:
    with session(broker.settings(), wait=False, status_topic=STATUS_TOPIC) as only:
        conversation = broker.accept()
        conversation.greet()
        assert conversation.hear(mqtt5.PublishPacket).payload == b"online"
        conversation.say(mqtt5.PubAckPacket(2), *messages(2))
        receive(only, 2)
        stopping = threading.Thread(target=only.stop)
        stopping.start()
        assert conversation.hear_acknowledgements(2) == [1, 2]
        gone = conversation.hear(mqtt5.PublishPacket)
        assert (gone.topic, gone.payload, gone.retain) == (STATUS_TOPIC, b"offline", True)
        conversation.say(mqtt5.PubAckPacket(gone.packet_id or 0))
        assert conversation.hear(mqtt5.DisconnectPacket).reason_code == mqtt5.DisconnectReasonCode.NORMAL_DISCONNECTION
        stopping.join()
