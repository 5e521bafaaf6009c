"""Who pushes is known by what the documentation says, and by nothing less."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.pushed.scheme import NotVerified, Pushed, Verified, scheme_kinds
from bridges.pushed.schemes.bearer import guessable

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BODY = b'{"a":1}'
TOKEN = "0f8c1d7a9b3e46525d1c7f0a8e9b2c34"
# Made with openssl, not with our own code.
HMAC = "3f8f30e42a30fc45bf4043672e3aa37b52e26b96e126724a7e4465b5524a860e"
ONENET = "ZT8A0XLrYAz0mEU9u7J2oQ=="
HUAWEI = "9faf151eae81aa582be6aea2e3b7003782daed5d6b8efc1a84805e6a2cee3075"
GOOD = {
    "hmac-sha256": ("a-secret-between-two", Pushed({"x-timestamp": "1795420800", "x-signature": HMAC}, {}, BODY, NOW), BODY),
    "onenet": ("token-of-onenet-1", Pushed({}, {}, f'{{"msg":"{{\\"a\\":1}}","nonce":"abcdefgh","signature":"{ONENET}"}}'.encode(), NOW), BODY),
    "huawei": ("token-of-iotda-01", Pushed({"timestamp": "1795420800000", "nonce": "n1", "signature": HUAWEI}, {}, BODY, NOW), BODY),
    "bearer": (TOKEN, Pushed({"authorization": f"Bearer {TOKEN}"}, {}, BODY, NOW), BODY),
}


def verify(kind: str, secret: str, pushed: Pushed, **options: object) -> Verified:
    found = scheme_kinds()[kind]
    return found.make(found.options.model_validate(options), secret).verify(pushed)


def hmac_push(signature: str = HMAC, timestamp: str = "1795420800", at: datetime = NOW) -> Pushed:
    return Pushed({"x-timestamp": timestamp, "x-signature": signature}, {}, BODY, at)


def test_every_scheme_is_tested_here() -> None:
    assert set(GOOD) == set(scheme_kinds())


@pytest.mark.parametrize("kind", GOOD)
def test_what_somebody_else_has_signed_is_verified_and_by_another_secret_it_is_not(kind: str) -> None:
    secret, pushed, content = GOOD[kind]
    assert verify(kind, secret, pushed).content == content
    for wrong in (secret[:-1], f"{secret} ", secret.upper(), secret[::-1]):
        with pytest.raises(NotVerified) as refused:
            verify(kind, wrong, pushed)
        assert secret not in str(refused.value)


@pytest.mark.parametrize("kind", GOOD)
@given(
    st.dictionaries(st.sampled_from(["x-timestamp", "x-signature", "timestamp", "nonce", "signature", "authorization"]), st.text(max_size=70)),
    st.binary(max_size=99),
)
def test_nothing_that_anybody_makes_up_gets_in(kind: str, headers: dict[str, str], body: bytes) -> None:
    secret, _, _ = GOOD[kind]
    with pytest.raises(NotVerified):
        verify(kind, secret, Pushed(headers, headers, body, NOW))


def test_a_signature_in_base64_or_with_its_name_is_the_same_one() -> None:
    in_base64 = base64.b64encode(bytes.fromhex(HMAC)).decode()
    seals = {verify("hmac-sha256", "a-secret-between-two", hmac_push(written)).seal for written in (HMAC, HMAC.upper(), f"sha256={HMAC}", in_base64)}
    assert seals == {bytes.fromhex(HMAC)}


@pytest.mark.parametrize("away_s", [-301, 301, 86_400])
def test_a_time_too_far_from_ours_is_refused_with_how_far_it_is(away_s: int) -> None:
    with pytest.raises(NotVerified, match=rf"{abs(away_s)} s (behind|ahead of) ours, more than 300 s"):
        verify("hmac-sha256", "a-secret-between-two", hmac_push(at=NOW + timedelta(seconds=away_s)))
    assert verify("hmac-sha256", "a-secret-between-two", hmac_push(at=NOW + timedelta(seconds=300))).content == BODY


def test_headers_and_what_stands_between_can_be_named() -> None:
    with pytest.raises(NotVerified, match="it has no X-Sign"):
        verify("hmac-sha256", "a-secret-between-two", hmac_push(), signature_header="X-Sign")
    with pytest.raises(NotVerified, match="its signature is wrong"):
        verify("hmac-sha256", "a-secret-between-two", hmac_push(), separator=".")
    assert verify("bearer", TOKEN, Pushed({"x-token": TOKEN}, {}, BODY, NOW), header="X-Token").content == BODY


@pytest.mark.parametrize(
    ("token", "good"), [(TOKEN, True), (TOKEN[:-1], False), ("Zx8-qWe_rT7yUiOp2LkJ9v", True), ("Zx8-qWe_rT7yUiOp2Lk", False), ("a" * 64, False), ("", False)]
)
def test_a_token_that_could_be_guessed_is_none(token: str, good: bool) -> None:  # noqa: FBT001  a column of the table
    assert (guessable(token) is None) is good
