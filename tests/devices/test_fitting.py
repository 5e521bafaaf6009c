"""Which types somebody could be who says something."""

from __future__ import annotations

import pytest

from devices.catalogue import device_types
from devices.fitting import Fit, fitting
from domain.reading import PointKind

TYPES = device_types().values()
_VALUES = {PointKind.ANALOG: 1.0, PointKind.COUNTER: 1, PointKind.BINARY: True, PointKind.TEXT: "x", PointKind.FLAGS: []}


def best(said: dict[str, object]) -> Fit:
    return fitting(said, TYPES)[0]


@pytest.mark.parametrize("key", sorted(device_types()))
def test_whoever_says_all_that_a_type_has_could_be_that_type_first_of_all(key: str) -> None:
    points = device_types()[key].points
    said: dict[str, object] = {point.key.replace("{n}", "1"): point.codes[0][1] if point.kind is PointKind.ENUM else _VALUES[point.kind] for point in points}
    found = fitting(said, TYPES)
    assert found[0].unknown == ()
    assert key in [fit.type.key for fit in found if not fit.unknown]
    assert found[0].type.key == key


def test_numbered_points_tell_how_many_there_are() -> None:
    found = best({"level": 1.2, "pump_1_run": True, "pump_3_run": False})
    assert (found.type.key, found.counts, found.known) == ("sump", {"pump": 3}, ("level", "pump_1_run", "pump_3_run"))


def test_who_leaves_fewer_keys_unknown_comes_first() -> None:
    found = fitting({"level": 1.2, "float_high": False, "nonsense": 1}, TYPES)
    assert (found[0].type.key, found[0].unknown) == ("sump", ("nonsense",))
    assert [len(fit.unknown) for fit in found] == sorted(len(fit.unknown) for fit in found)


@pytest.mark.parametrize(
    "said", [{}, {"battery_pct": 80, "fault": False}, {"nonsense": 1}, {"level": "high", "pump_1_run": 1, "pump_0_run": True, "pump_65_run": True}]
)
def test_what_every_device_says_or_none_fits_nothing(said: dict[str, object]) -> None:
    assert "sump" not in [fit.type.key for fit in fitting(said, TYPES)]


def test_what_could_not_be_measured_is_a_key_all_the_same() -> None:
    assert best({"float_high": None, "float_overflow": None}).type.key == "sump"


def test_a_word_that_is_not_among_its_words_is_none_of_its_points() -> None:
    assert best({"level": 1.0, "pump_mode": "auto", "float_high": True}).unknown == ()
    assert best({"level": 1.0, "pump_mode": "dancing", "float_high": True}).unknown == ("pump_mode",)
