"""Tokens: their form, their check, their hash."""

from hypothesis import given
from hypothesis import strategies as st

from app.access.keys import fingerprint, looks_like_token, new_cookie, new_token


def test_a_token_has_a_prefix_over_128_bits_and_a_check() -> None:
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(token.startswith("scs_") and len(token) == 40 for token in tokens)
    assert 62**30 > 2**128
    assert all(looks_like_token(token) for token in tokens)


def test_a_slip_anywhere_is_found_without_the_database() -> None:
    token = new_token()
    for place in range(len(token)):
        other = "z" if token[place] != "z" else "y"
        assert not looks_like_token(token[:place] + other + token[place + 1 :])
    assert not looks_like_token(token + "a")
    assert not looks_like_token(token[:-1])


@given(st.text(max_size=60))
def test_anything_else_is_no_token(text: str) -> None:
    assert not looks_like_token(text)
    assert not looks_like_token("scs_" + text)


def test_a_cookie_has_256_bits() -> None:
    assert len(new_cookie()) == 43
    assert new_cookie() != new_cookie()


def test_the_fingerprint_is_sha256_and_takes_any_text() -> None:
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(fingerprint("\udc80客")) == 64
