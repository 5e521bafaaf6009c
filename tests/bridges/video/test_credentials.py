"""Logging in: the examples of the standards, the strongest way, and nothing in the clear that was not allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.video.credentials import Login, Unanswerable, authorization, challenges

MUFASA = Login("Mufasa", "Circle of Life")
_REST = 'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
OF_7616 = tuple(f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={name}, {_REST}' for name in ("SHA-256", "MD5"))
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def test_the_examples_of_rfc_7616() -> None:
    strongest = authorization(challenges(OF_7616), MUFASA, "GET", "/dir/index.html", cnonce=CNONCE)
    assert 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"' in strongest
    assert "algorithm=SHA-256, qop=auth, nc=00000001" in strongest
    assert 'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"' in strongest
    other = authorization(challenges(OF_7616[1:]), MUFASA, "GET", "/dir/index.html", cnonce=CNONCE)
    assert 'response="8ca523f5e9506fed4657c9700eebdbec"' in other


def test_the_example_of_rfc_2617() -> None:
    offered = challenges(['Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'])
    given_back = authorization(offered, Login("Mufasa", "Circle Of Life"), "GET", "/dir/index.html", cnonce="0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in given_back
    assert "algorithm" not in given_back


def test_the_older_way_has_neither_count_nor_cnonce() -> None:
    given_back = authorization(challenges(['Digest realm="LIVE555", nonce="98b3"']), MUFASA, "DESCRIBE", "rtsp://10.0.0.1/")
    assert not {"qop", "nc=", "cnonce"} & set(given_back.replace(",", "").split())
    assert "cnonce" not in given_back


def test_several_challenges_may_stand_in_one_header() -> None:
    offered = challenges(['Basic realm="a, Digest b", Digest realm="c\\"d", nonce="e", stale=TRUE,, Newer x="y"'])
    assert [(each.scheme, dict(each.parts)) for each in offered] == [
        ("basic", {"realm": "a, Digest b"}),
        ("digest", {"realm": 'c"d', "nonce": "e", "stale": "TRUE"}),
        ("newer", {"x": "y"}),
    ]
    assert [each.stale for each in offered] == [False, True, False]
    assert 'realm="c\\"d"' in authorization(offered, MUFASA, "GET", "/")


def test_a_password_is_sent_in_the_clear_only_where_that_is_allowed() -> None:
    offered = challenges(['Basic realm="camera"'])
    with pytest.raises(Unanswerable, match="allow_basic"):
        authorization(offered, MUFASA, "GET", "/")
    assert authorization(offered, Login("Aladdin", "open sesame", basic=True), "GET", "/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    both = challenges(['Basic realm="camera"', 'Digest realm="camera", nonce="n"'])
    assert authorization(both, Login("Aladdin", "open sesame", basic=True), "GET", "/").startswith("Digest ")


@pytest.mark.parametrize(
    "offered",
    [
        "",
        "Negotiate abc==",
        'Digest realm="no nonce"',
        'Digest realm="x", nonce="n", algorithm=SHA-512-256',
        'Digest nonce="n", qop="auth-int"',
        'Digest nonce="a\nb"',
    ],
)
def test_what_cannot_be_answered_says_so(offered: str) -> None:
    with pytest.raises(Unanswerable, match="no way to log in that is known"):
        authorization(challenges([offered]), MUFASA, "GET", "/")


def test_a_login_does_not_show_its_password() -> None:
    assert "Circle" not in repr(MUFASA)


@given(st.lists(st.text(st.characters(max_codepoint=255)) | st.sampled_from(['Digest realm="', 'nonce="a"', "Digest nonce=b,"]), max_size=6))
def test_no_challenge_breaks_it(headers: list[str]) -> None:
    try:
        said = authorization(challenges(["".join(headers), *headers]), Login("a", "s3cret", basic=True), "DESCRIBE", "rtsp://a/")
    except Unanswerable as error:
        said = str(error)
    assert "s3cret" not in said
    assert not set(said) & {"\r", "\n", "\0"}
