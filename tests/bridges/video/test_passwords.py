"""The lines of passwords."""

from __future__ import annotations

from bridges.video.passwords import read_passwords

TEXT = "# who keeps it: control room\n\ncamera-1: a:b c \nno colon here\n: nameless\ncamera-9:\ncamera-t1-*: tower\n*: all\n"


def test_the_first_line_that_fits_counts() -> None:
    found = read_passwords(TEXT)
    assert [found.of(device) for device in ("camera-1", "camera-t1-lobby", "nvr-1")] == ["a:b c", "tower", "all"]
    assert read_passwords("camera-1: x").of("camera-2") is None


def test_lines_that_say_nothing_are_named_by_their_number_and_never_by_what_stands_there() -> None:
    found = read_passwords(TEXT)
    assert (found.unreadable, found.unused(["camera-1", "nvr-1"])) == ([4, 5, 6], [7])
    assert not any(secret in repr(found) for secret in ("a:b c", "tower", "colon"))
