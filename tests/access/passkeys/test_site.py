"""What authenticators send is judged: what proves nothing is refused, and is never a fault of ours."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.access.passkeys.site import Site, Unproven, has_name
from app.errors import Conflict
from app.settings import load_settings
from tests.access.passkeys.authenticator import PRESENT, Authenticator, bytes_of, encode_cbor, text_of
from tests.access.passkeys.conftest import ORIGIN, SITE

ASKED = {"challenge": text_of(b"7" * 32), "relying_party": "localhost", "user": text_of(b"somebody")}
CHALLENGE = b"7" * 32
OFF_THE_CURVE = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}
LIES: list[dict[str, Any]] = [
    {"origin": "http://localhost:8001"},
    {"type": "webauthn.get"},
    {"site": "evil.example"},
    {"flags": PRESENT},  # nobody showed a finger or typed a PIN
    {"public_key": b"\xa0"},
    {"public_key": b"\xff\xff"},
    {"public_key": b""},
    {"public_key": encode_cbor([1, 2, 3])},
    {"public_key": encode_cbor(OFF_THE_CURVE)},
    {"public_key": encode_cbor({**OFF_THE_CURVE, 3: -65535})},
    {"public_key": encode_cbor({1: 2, 3: -7, -1: 99, -2: 1, -3: None})},
    {"attestation": b"\x81" * 5000},
    {"attestation": b"\x9b" + b"\x7f" * 8},
    {"attestation": encode_cbor([])},
    {"attestation": encode_cbor({"fmt": "none", "authData": 7})},
    {"attestation": encode_cbor({"authData": b"short"})},
]


@pytest.mark.parametrize("lie", LIES, ids="-".join)
def test_a_new_one_that_proves_nothing_is_refused(lie: dict[str, Any]) -> None:
    made = Authenticator(ORIGIN).makes(ASKED, **lie)
    with pytest.raises(Unproven):
        SITE.made(made["credential"], made["client_data"], made["attestation"], CHALLENGE)


def test_a_new_one_is_taken_whatever_it_states_about_its_make() -> None:
    phone = Authenticator(ORIGIN)
    made = phone.makes(ASKED, fmt="tpm")
    found = SITE.made(made["credential"], made["client_data"], made["attestation"], CHALLENGE)
    assert (found.credential, found.sign_count) == (text_of(phone.credential), 0)
    for other in (b"8" * 32, b""):
        with pytest.raises(Unproven):
            SITE.made(made["credential"], made["client_data"], made["attestation"], other)
    with pytest.raises(Unproven):
        SITE.made(text_of(b"another name"), made["client_data"], made["attestation"], CHALLENGE)


def test_signatures_are_judged_and_counts_count_on() -> None:
    phone = Authenticator(ORIGIN)
    made = phone.makes(ASKED)
    known = SITE.made(made["credential"], made["client_data"], made["attestation"], CHALLENGE)

    def signed(**lie: Any) -> int:
        answer = phone.signs(ASKED, **lie)
        names = {"client_data": "clientDataJSON", "authenticator_data": "authenticatorData"}
        response = {names.get(name, name): text for name, text in answer.items()}
        return SITE.signed(known, response, bytes_of(ASKED["challenge"]))

    assert (signed(), signed()) == (1, 2)
    key = ec.generate_private_key(ec.SECP256R1())
    for lie in ({"key": key}, {"flags": PRESENT}, {"site": "evil.example"}, {"type": "webauthn.create"}):
        with pytest.raises(Unproven):
            signed(**lie)
    known = type(known)(known.credential, known.public_key, phone.count + 1)
    with pytest.raises(Unproven, match="sign count"):
        signed()


def test_passkeys_are_for_a_name_and_the_public_address_says_which() -> None:
    served = load_settings(demo=True, base_url="https://sla.example.com:8443")
    assert Site.of(served) == Site("sla.example.com", "https://sla.example.com:8443")
    for number in ("http://127.0.0.1:8000", "http://[::1]:8000"):
        settings = load_settings(demo=True, base_url=number)
        assert not has_name(settings)
        with pytest.raises(Conflict):
            Site.of(settings)
