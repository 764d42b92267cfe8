"""What comes in and goes out over HTTP about passkeys; bytes as base64url without padding, as in WebAuthn."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.access.account.payloads import Password
from app.access.passkeys.binary import write_binary
from app.access.passkeys.challenges import Challenge
from app.access.passkeys.enter import Answer
from app.access.passkeys.own import passkeys_of
from app.access.passkeys.site import ALGORITHMS, Site
from app.access.passkeys.tables import Passkey
from app.access.second_step.payloads import Code
from app.access.tables import Person
from app.access.unit import Work
from app.payloads import Id, Line, Payload

Binary = Annotated[str, Field(min_length=1, max_length=4000, pattern="^[A-Za-z0-9_-]+$")]
Credential = Annotated[str, Field(min_length=1, max_length=1400, pattern="^[A-Za-z0-9_-]+$")]
Name = Annotated[Line, Field(max_length=100)]
SERVICE = "Vendor scorecards"


class PasskeyProof(Payload):
    """Your password, and a code where your second step is on."""

    password: Password
    code: Code | None = None


class PasskeyAsked(Payload):
    """What `navigator.credentials.create()` is to be asked for; answer within minutes, once.

    Ask for a discoverable credential, with user verification, and for no attestation.
    """

    challenge: str
    relying_party: str
    service: str
    user: Annotated[str, Field(description="Of `user.id`.")]
    user_name: str
    display_name: str
    algorithms: Annotated[list[int], Field(description="COSE numbers, the best first.")]
    registered: Annotated[list[str], Field(description="Yours that are there already.")]
    expires_at: datetime

    @classmethod
    def of(cls, w: Work, site: Site, challenge: Challenge) -> PasskeyAsked:
        """For the caller, who has begun."""
        person = w.session.get_one(Person, w.identity.person_id)
        return cls(
            challenge=challenge.text,
            relying_party=site.host,
            service=SERVICE,
            user=write_binary(person.id.bytes),
            user_name=person.email,
            display_name=person.name,
            algorithms=list(ALGORITHMS),
            registered=[one.credential for one in passkeys_of(w)],
            expires_at=challenge.expires_at,
        )


class NewPasskey(Payload):
    """What your authenticator made, and what you call it."""

    name: Name
    credential: Annotated[Credential, Field(description="`id` of the credential.")]
    client_data: Annotated[Binary, Field(description="`response.clientDataJSON`.")]
    attestation: Annotated[
        str,
        Field(
            min_length=1,
            max_length=20_000,
            pattern="^[A-Za-z0-9_-]+$",
            description="`response.attestationObject`.",
        ),
    ]


class PasskeyShown(Payload):
    """A passkey of yours; the key itself never leaves your device."""

    id: Id
    name: str
    added_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, one: Passkey) -> PasskeyShown:
        """As it is shown to its owner."""
        return cls(id=one.id, name=one.name, added_at=one.added_at, last_used_at=one.last_used_at)


class PasskeyChallenged(Payload):
    """What `navigator.credentials.get()` is to be asked for, with user verification; answer once."""

    challenge: str
    relying_party: str
    expires_at: datetime

    @classmethod
    def of(cls, site: Site, challenge: Challenge) -> PasskeyChallenged:
        """For anybody."""
        return cls(challenge=challenge.text, relying_party=site.host, expires_at=challenge.expires_at)


class PasskeyAnswer(Payload):
    """What a passkey signed. Without an organisation: the first that you belong to."""

    credential: Annotated[Credential, Field(description="`id` of the credential.")]
    client_data: Annotated[Binary, Field(description="`response.clientDataJSON`.")]
    authenticator_data: Annotated[Binary, Field(description="`response.authenticatorData`.")]
    signature: Annotated[Binary, Field(description="`response.signature`.")]
    user: Annotated[
        str,
        Field(default="", max_length=100, pattern="^[A-Za-z0-9_-]*$", description="`response.userHandle`."),
    ]
    organisation: Id | None = None

    @property
    def answer(self) -> Answer:
        """As signing in takes it."""
        return Answer(self.credential, self.client_data, self.authenticator_data, self.signature, self.user)
