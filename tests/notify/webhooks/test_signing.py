"""Signatures are those of the specification; secrets at rest open for their own endpoint only."""

from __future__ import annotations

import base64

import pytest

from notify.webhooks.secrets import Seal, Unreadable
from notify.webhooks.signing import headers, new_secret


def test_the_published_example_comes_out() -> None:
    found = headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_has_256_bits_and_is_never_the_same() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


def test_a_sealed_secret_opens_again_and_is_not_in_what_is_stored() -> None:
    secret = new_secret()
    sealed = Seal(b"key").close(secret, "w1")
    assert Seal(b"key").open(sealed, "w1") == secret
    assert secret.removeprefix("whsec_") not in sealed
    assert Seal(b"key").close(secret, "w1") != sealed


@pytest.mark.parametrize(("key", "webhook", "cut"), [(b"another", "w1", 0), (b"key", "w2", 0), (b"key", "w1", 4), (b"key", "w1", 100)])
def test_it_opens_for_nobody_else(key: bytes, webhook: str, cut: int) -> None:
    sealed = Seal(b"key").close(new_secret(), "w1")
    with pytest.raises(Unreadable):
        Seal(key).open(sealed[cut:], webhook)
