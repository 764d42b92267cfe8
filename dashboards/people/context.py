"""What the pages of people and machines show, as frozen values; a secret is there once, when it was made."""

from dataclasses import dataclass
from datetime import datetime

from dashboards.found_wrong import FoundWrong
from dashboards.parts import Trouble


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody of one's organisation."""

    id: str
    name: str
    email: str
    role: str
    since: datetime
    disabled: bool
    own: bool
    second_step: bool = False


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that nobody has accepted yet."""

    id: str
    email: str
    role: str
    until: datetime


@dataclass(frozen=True, slots=True)
class People:
    """The people of one's organisation and its invitations; ``link`` is that of one just made."""

    organisation: str
    members: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]
    roles: tuple[str, ...]
    may: bool
    organisation_id: str = ""
    required: bool = False  # the second step, of everybody
    email: str = ""
    role: str = ""
    link: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """The form behind an invitation's link; without an organisation the link is not valid."""

    organisation: str = ""
    email: str = ""
    role: str = ""
    secret: str = ""
    name: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token without its secret."""

    id: str
    name: str
    shown: str
    role: str
    scopes: tuple[str, ...]
    made: datetime
    until: datetime | None
    used: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One's tokens, or all of the organisation's; ``secret`` is that of one just made."""

    tokens: tuple[TokenLine, ...]
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    may: bool
    name: str = ""
    role: str = ""
    days: str = "365"
    chosen: tuple[str, ...] = ()
    secret: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A webhook without its secret."""

    name: str
    href: str
    url: str
    kinds: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The organisation's webhooks and the form that adds one."""

    webhooks: tuple[WebhookLine, ...]
    kinds: tuple[str, ...]
    name: str = ""
    url: str = ""
    chosen: tuple[str, ...] = ()
    secret: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A message to a webhook and how it fared; ``said`` is what its last attempt met."""

    id: str
    message: str
    kind: str
    state: str
    at: datetime
    attempts: int
    said: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """One webhook: its state, what it is told, its deliveries; ``secret`` is a new one."""

    webhook: WebhookLine
    kinds: tuple[str, ...]
    deliveries: tuple[DeliveryLine, ...]
    waits: datetime | None
    secret: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """What somebody is told of in this organisation, by mail and by chat."""

    kinds: tuple[str, ...]
    mail: tuple[str, ...]
    chat: tuple[str, ...]
    digest: bool
    chat_shown: str
    own: bool
    mail_works: bool
    saved: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of what was done, before and after, as JSON; empty where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the audit log; without a number while it waits to be sealed."""

    number: int | None
    at: datetime
    action: str
    subject: str
    person: str
    machine: bool
    address: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether the log is whole: its links, the last digest, what waits, and what is wrong."""

    holds: bool
    links: int
    sha256: str
    waiting: int
    findings: tuple[FoundWrong, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The audit log of one's organisation as filtered, the newest first."""

    entries: tuple[EntryLine, ...]
    action: str
    subject: str
    first: str
    last: str
    export_href: str
    more_href: str
    verify_href: str
    checked: Checked | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class SignOnForm:
    """What single sign-on is set up with, as texts; the secret never comes back."""

    issuer: str = ""
    client_id: str = ""
    domains: str = ""
    newcomers: str = ""
    claim: str = ""
    roles: str = ""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An organisation's single sign-on; ``link`` is there once it is set up."""

    organisation: str
    redirect: str
    link: str
    roles: tuple[str, ...]
    form: SignOnForm
    saved: bool = False
    trouble: Trouble | None = None
