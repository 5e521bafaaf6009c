"""Sessions of edge nodes: what an alias means is known from births only, and whatever is missing is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Publish, Status, Telemetry
from ingest.codecs.sparkplug_b import CODEC
from ingest.sparkplug.payload import parse
from tests.ingest.codecs.sites import HEAD, site_of
from tests.ingest.codecs.sparkplug_payloads import BOOLEAN, FLOAT, INT16, bd_seq, delimited, metric, payload
from tests.ingest.codecs.test_sparkplug_b import DEVICE, NBIRTH, NDATA, NDEATH, ROOM_BIRTH, ROOM_DATA, ROOM_DEATH, SITE

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NCMD = "spBv1.0/Plant/NCMD/B1"
TEMPERATURE, NOISE, OTHER = 2, 3, 4
_BORN = (NBIRTH, payload(bd_seq(5), seq=0))
_ROOM_BORN = (
    ROOM_BIRTH,
    payload(
        metric("Air/Temperature", INT16, 20, alias=TEMPERATURE), metric("Noise", FLOAT, 40.0, alias=NOISE), metric("Other", FLOAT, 1.0, alias=OTHER), seq=1
    ),
)


class Hearing:
    """A follower and the codec, as ingest has them."""

    def __init__(self) -> None:
        self.follower = CODEC.follower(SITE)
        self._bound = codecs()["sparkplug-b"].bind(SITE)

    def hear(self, topic: str, data: bytes, *, retained: bool = False) -> Decoded:
        found = self._bound.decode(topic, self.follower.heard(topic, data, retained=retained))
        assert found is not None
        return found

    def hear_all(self, messages: Iterable[tuple[str, bytes]]) -> Decoded:
        """All of them; what the last one says."""
        return [self.hear(*each) for each in messages][-1]

    def asked(self, after_s: float = 0) -> list[str]:
        return [request.topic for request in self.follower.requests(NOON + timedelta(seconds=after_s))]


def born() -> Hearing:
    hearing = Hearing()
    hearing.hear_all([_BORN, _ROOM_BORN])
    return hearing


def data(seq: int, *metrics: bytes) -> tuple[str, bytes]:
    return ROOM_DATA, payload(*metrics, seq=seq)


def by_alias(alias: int, value: float) -> bytes:
    return metric(alias=alias, raw=value, travels_as=FLOAT)


def values(found: Decoded) -> dict[str, object]:
    return {key: value for item in found.items if isinstance(item, Telemetry) for key, value in item.values.items()}


def reasons(found: Decoded) -> list[tuple[QuarantineReason, str]]:
    return [(each.reason, each.detail) for each in found.unreadable]


def online(found: Decoded) -> dict[str, bool]:
    return {item.device.id: item.online for item in found.items if isinstance(item, Status)}


def test_an_alias_means_what_the_birth_said_with_its_datatype() -> None:
    found = born().hear(*data(2, metric(alias=TEMPERATURE, raw=-3, travels_as=INT16), by_alias(NOISE, 41.0), by_alias(OTHER, 9.0)))
    assert (values(found), reasons(found)) == ({"Air/Temperature": -3.0, "Noise": 41.0}, [])


def test_a_name_without_a_datatype_has_the_one_of_the_birth() -> None:
    assert values(born().hear(*data(2, metric("Air/Temperature", raw=-4, travels_as=INT16)))) == {"Air/Temperature": -4.0}


def test_a_whole_session_asks_for_nothing() -> None:
    hearing = born()
    hearing.hear_all(data(seq % 256, by_alias(NOISE, float(seq % 50 + 20))) for seq in range(2, 600))
    assert (hearing.asked(), values(hearing.hear(*data(600 % 256, by_alias(NOISE, 44.0))))) == ([], {"Noise": 44.0})


def test_an_alias_that_no_birth_has_named_is_put_aside_and_a_birth_is_asked_for() -> None:
    hearing = born()
    found = hearing.hear(*data(2, by_alias(NOISE, 41.0), by_alias(77, 1.0)))
    assert values(found) == {"Noise": 41.0}
    assert reasons(found) == [(QuarantineReason.UNKNOWN_POINT, "alias 77: no birth that we know says what it stands for")]
    assert hearing.asked() == [NCMD]


def test_after_a_gap_no_alias_means_anything_until_the_next_birth() -> None:
    hearing = born()
    first = hearing.hear(*data(3, by_alias(NOISE, 41.0), metric("Air/Temperature", FLOAT, 21.0)))
    second = hearing.hear(*data(4, by_alias(NOISE, 42.0)))
    assert (values(first), values(second)) == ({"Air/Temperature": 21.0}, {})
    assert [reason for reason, _ in reasons(first)] == [QuarantineReason.BAD_SHAPE, QuarantineReason.UNKNOWN_POINT]
    assert "`seq` of Plant/B1 is 3 where 2 was due" in reasons(first)[0][1]
    assert [reason for reason, _ in reasons(second)] == [QuarantineReason.UNKNOWN_POINT]
    assert hearing.asked() == [NCMD]
    assert values(hearing.hear_all([_BORN, _ROOM_BORN, data(2, by_alias(NOISE, 43.0))])) == {"Noise": 43.0}


def test_data_before_any_birth_is_read_by_name_only() -> None:
    hearing = Hearing()
    found = hearing.hear(*data(7, by_alias(NOISE, 41.0), metric("Air/Temperature", FLOAT, 21.0)))
    assert (values(found), hearing.asked()) == ({"Air/Temperature": 21.0}, [NCMD])


def test_devices_that_are_not_in_the_site_file_count_in_the_sequence() -> None:
    hearing = born()
    hearing.hear("spBv1.0/Plant/DDATA/B1/pump", payload(metric("x", FLOAT, 1.0), seq=2))
    assert values(hearing.hear(*data(3, by_alias(NOISE, 41.0)))) == {"Noise": 41.0}


def test_an_alias_of_another_device_is_not_ours() -> None:
    hearing = born()
    hearing.hear("spBv1.0/Plant/DBIRTH/B1/pump", payload(metric("Noise", FLOAT, 1.0, alias=9), seq=2))
    assert values(hearing.hear(*data(3, by_alias(9, 41.0)))) == {}


def test_an_alias_that_births_give_to_two_metrics_means_neither() -> None:
    hearing = born()
    hearing.hear("spBv1.0/Plant/DBIRTH/B1/pump", payload(metric("Speed", FLOAT, 1.0, alias=NOISE), seq=2))
    assert values(hearing.hear(*data(3, by_alias(NOISE, 41.0)))) == {}


def test_a_death_of_this_session_ends_it_for_all_its_devices() -> None:
    hearing = born()
    assert online(hearing.hear(NDEATH, payload(bd_seq(5), ts=None))) == {"gw": False, "leak": False, "room-1": False}
    assert values(hearing.hear(*data(2, by_alias(NOISE, 41.0)))) == {}


def test_a_death_of_an_earlier_session_says_nothing() -> None:
    hearing = born()
    assert online(hearing.hear(NDEATH, payload(bd_seq(4), ts=None))) == {}
    assert values(hearing.hear(*data(2, by_alias(NOISE, 41.0)))) == {"Noise": 41.0}


def test_a_death_without_a_birth_that_we_know_is_believed() -> None:
    assert online(Hearing().hear(NDEATH, payload(bd_seq(4), ts=None)))["room-1"] is False


def test_a_device_that_dies_is_gone_with_its_aliases_and_the_session_goes_on() -> None:
    hearing = born()
    assert online(hearing.hear(ROOM_DEATH, payload(seq=2))) == {"room-1": False}
    assert values(hearing.hear(*data(3, by_alias(NOISE, 41.0)))) == {}
    again = payload(metric("Noise", FLOAT, 40.0, alias=11), seq=4)
    assert values(hearing.hear_all([(ROOM_BIRTH, again), data(5, by_alias(11, 42.0))])) == {"Noise": 42.0}


def test_a_retained_birth_teaches_nothing_and_says_of_nobody_that_it_is_there() -> None:
    hearing = Hearing()
    hearing.hear(*_BORN, retained=True)
    found = hearing.hear(*_ROOM_BORN, retained=True)
    assert (online(found), values(found)) == ({}, {"Air/Temperature": 20.0, "Noise": 40.0})
    assert values(hearing.hear(*data(2, by_alias(NOISE, 41.0)))) == {}


def test_a_message_that_cannot_be_read_may_have_been_a_birth() -> None:
    hearing = born()
    hearing.hear(ROOM_BIRTH, b"\xff")
    assert (values(hearing.hear(*data(2, by_alias(NOISE, 41.0)))), hearing.asked()) == ({}, [NCMD])


def test_a_birth_that_says_no_sequence_is_not_learnt_from() -> None:
    hearing = Hearing()
    found = hearing.hear(NBIRTH, payload(bd_seq(5)))
    assert [reason for reason, _ in reasons(found)] == [QuarantineReason.BAD_SHAPE]
    assert values(hearing.hear_all([_ROOM_BORN, data(2, by_alias(NOISE, 41.0))])) == {}


def test_what_came_with_a_message_over_the_wire_is_not_taken_for_ours() -> None:
    forged = Hearing().follower.heard(*_BORN, retained=True)
    assert online(Hearing().hear(NBIRTH, forged)) == {"gw": True}


def test_a_node_is_asked_at_most_once_in_a_while_and_not_in_vain() -> None:
    hearing = Hearing()
    hearing.hear(*data(7, by_alias(NOISE, 41.0)))
    assert (hearing.asked(), hearing.asked(40)) == ([NCMD], [])
    hearing.hear(*data(8, by_alias(NOISE, 41.0)))
    assert hearing.asked(41) == [NCMD]
    hearing.hear(*data(9, by_alias(NOISE, 41.0)))
    assert (hearing.asked(70.9), hearing.asked(71)) == ([], [NCMD])
    hearing.hear(*data(10, by_alias(NOISE, 41.0)))
    hearing.hear(*_BORN)
    assert hearing.asked(500) == []


def test_a_node_that_has_died_is_not_asked() -> None:
    hearing = Hearing()
    hearing.hear(*data(7, by_alias(NOISE, 41.0)))
    hearing.hear(NDEATH, payload(bd_seq(4), ts=None))
    assert hearing.asked() == []


def test_a_clock_that_was_set_back_does_not_silence_it() -> None:
    hearing = Hearing()
    hearing.follower.listening()
    assert hearing.asked(1000) == [NCMD]
    hearing.follower.listening()
    assert hearing.asked(0) == [NCMD]


def test_every_node_is_asked_when_we_begin_to_listen() -> None:
    hearing = Hearing()
    hearing.follower.listening()
    assert (hearing.asked(), list(hearing.follower.topics)) == ([NCMD], [NCMD])


def test_what_is_asked_is_a_rebirth() -> None:
    hearing = Hearing()
    hearing.follower.listening()
    (request,) = hearing.follower.requests(NOON)
    ms = round(NOON.timestamp() * 1000)
    assert request == Publish(NCMD, payload(metric("Node Control/Rebirth", BOOLEAN, raw=None, ts=ms).removesuffix(b"\x38\x01") + b"\x70\x01", ts=ms))
    (command,) = parse(request.payload).metrics
    assert (command.name, command.datatype, command.boolean_value) == (b"Node Control/Rebirth", BOOLEAN, True)


def test_a_dialect_that_may_not_ask_never_does() -> None:
    site = site_of(HEAD + "dialects: [{id: sp, codec: sparkplug-b, options: {rebirth_s: 0}}]\n" + DEVICE % "Plant/B1/room")
    follower = CODEC.follower(site)
    follower.listening()
    follower.heard(ROOM_DATA, payload(by_alias(1, 1.0), seq=1), retained=False)
    assert (list(follower.topics), list(follower.requests(NOON))) == ([], [])


def session(number: int, names: Sequence[str], count: int) -> list[tuple[str, bytes]]:
    """A session in which the alias of each metric is its place in `names`; each value says by its size whose it is."""
    sizes = {"Air/Temperature": 10.0, "Noise": 50.0, "Other": 90.0}
    births = [metric(name, FLOAT, sizes[name], alias=alias) for alias, name in enumerate(names)]
    told = [data(2 + n, *(by_alias(alias, sizes[name]) for alias, name in enumerate(names))) for n in range(count)]
    begin = [(NBIRTH, payload(bd_seq(number), seq=0)), (ROOM_BIRTH, payload(*births, seq=1))]
    return [*begin, *told, (NDEATH, payload(bd_seq(number), ts=None))]


ORDERS = st.permutations(["Air/Temperature", "Noise", "Other"])
RIGHT = {("Air/Temperature", 10.0), ("Noise", 50.0)}


@given(st.lists(st.tuples(ORDERS, st.integers(0, 6)), min_size=1, max_size=4), st.data())
def test_whatever_is_lost_no_value_is_taken_for_another(sessions: list[tuple[Sequence[str], int]], chance: st.DataObject) -> None:
    """Anything but deaths, which the broker tells with QoS 1."""
    sent = [each for number, (names, count) in enumerate(sessions) for each in session(number, names, count)]
    heard = [each for each in sent if each[0] == NDEATH or chance.draw(st.booleans())]
    hearing = Hearing()
    found = {item for each in heard for item in values(hearing.hear(*each)).items()}
    assert found <= RIGHT


@given(ORDERS, st.data())
def test_in_whatever_order_a_session_comes_no_value_is_taken_for_another(names: Sequence[str], chance: st.DataObject) -> None:
    sent = session(1, names, 5)
    heard = chance.draw(st.lists(st.sampled_from(sent), max_size=20) | st.permutations(sent))
    hearing = Hearing()
    found = {item for each in heard for item in values(hearing.hear(*each)).items()}
    assert found <= RIGHT


TOPICS = st.sampled_from([NBIRTH, NDATA, NDEATH, ROOM_BIRTH, ROOM_DATA, ROOM_DEATH, "spBv1.0/Plant/DDATA/B1/pump", "spBv1.0/x", "steward/v1/a"])
BYTES = st.binary(max_size=40) | st.sampled_from([each for _, each in session(1, ["Noise", "Other"], 3)]) | st.just(delimited(19_517, b"\x93\x90\x90\xc2"))


@given(st.lists(st.tuples(TOPICS, BYTES, st.booleans()), max_size=20))
def test_following_survives_anything(messages: list[tuple[str, bytes, bool]]) -> None:
    follower = CODEC.follower(SITE)
    assert all(follower.heard(topic, each, retained=retained).startswith(each) for topic, each, retained in messages)
