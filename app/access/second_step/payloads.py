"""What comes in and goes out over HTTP about the second step of signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from app.access.account.payloads import Password
from app.access.second_step.own import Standing
from app.payloads import Count, Payload

Code = Annotated[SecretStr, Field(min_length=1, max_length=40, description="Of the app, or for recovery.")]
Recovery = Annotated[
    list[str], Field(description="Each signs you in once without the app; shown now and never again.")
]


class SecondStepAsked(Payload):
    """The password was right. `code`: send one to /session/code; `set_up`: begin at /session/second-step."""

    needs: Literal["code", "set_up"]
    expires_at: datetime


class CodeBody(Payload):
    """A code of the authenticator app, or a recovery code."""

    code: Code


class ProofBody(CodeBody):
    """Password and code together."""

    password: Password


class PasswordOnly(Payload):
    """Your password."""

    password: Password


class RequireBody(Payload):
    """Whether an organisation asks for the second step."""

    required: bool


class SecondStepShown(Payload):
    """Your second step: since when it is on, recovery codes left, whether your organisation asks for it."""

    on_since: datetime | None
    recovery_left: Count
    required: bool

    @classmethod
    def of(cls, one: Standing) -> SecondStepShown:
        """How it stands, as it is shown to its owner."""
        return cls(on_since=one.on_since, recovery_left=one.recovery_left, required=one.required)


class SecondStepBegun(Payload):
    """The secret for your authenticator app, for the only time; `address` is what its QR code says."""

    secret: str
    address: str


class RecoveryCodes(Payload):
    """Your recovery codes: print them, or keep them where your passwords are."""

    recovery_codes: Recovery
