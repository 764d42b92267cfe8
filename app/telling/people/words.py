"""The words of messages: one line and one sentence for each kind, from the catalogues, in both languages.

The English text is the key of the catalogue, as on the pages; a test fails while a translation is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from app.access.events.kinds import Kind

DEFAULT = "en"
LANGUAGES = ("en", "zh_Hans")
DIGEST = "digest"
SUBJECTS: Mapping[Kind, str] = MappingProxyType(
    {
        "report.received": "%(contract)s: a report has come",
        "report.refused": "%(contract)s: a report was refused",
        "report.missing": "%(contract)s: the report for %(period)s is missing",
        "target.missed": "%(contract)s: %(target)s was missed in %(period)s",
        "target.early_sign": "%(contract)s: %(target)s is about to be missed in %(period)s",
        "finding.opened": "%(contract)s: %(title)s is a finding since %(period)s",
        "finding.reopened": "%(contract)s: the finding %(title)s is open again since %(period)s",
        "finding.closed": "%(contract)s: the finding %(title)s is closed with %(period)s",
        "reply.due": "%(contract)s: reply to the scorecard %(period)s until %(until)s",
        "scorecard.issued": "%(contract)s: the scorecard %(period)s was issued",
        "scorecard.replied": "%(contract)s: the provider replied to the scorecard %(period)s",
        "scorecard.settled": "%(contract)s: the scorecard %(period)s was settled",
        "scorecard.restated": "%(contract)s: later facts restate the scorecard %(period)s",
        "source.failing": "%(contract)s: a source is not fetched any more",
    }
)
SENTENCES: Mapping[Kind, str] = MappingProxyType(
    {
        "report.received": "“%(name)s” was read and counts.",
        "report.refused": "“%(name)s” has %(problems)s faults and changed nothing; the inbox lists them.",
        "report.missing": "It was due, and %(missing)s days are stated nowhere. What the terms say of missing"
        " reports applies when the period is issued.",
        "target.missed": "%(shown)s against %(expected)s.",
        "target.early_sign": "%(shown)s against %(expected)s with half of the period over.",
        "finding.opened": "Say its cause, a measure, who does it and until when.",
        "finding.reopened": "What was done about it did not last; look at cause and measure again.",
        "finding.closed": "It was met in as many periods in a row as agreed.",
        "reply.due": "After that day the scorecard is final as it was issued.",
        "scorecard.issued": "The provider may reply to it line by line within its window.",
        "scorecard.replied": "The scorecard is %(state)s now.",
        "scorecard.settled": "What stands of each disputed line is in the ledger.",
        "scorecard.restated": "The old and the new value and the money between stand beside the scorecard.",
        "source.failing": "“%(name)s”: %(reason)s. It is tried again: %(tried_again)s.",
    }
)
DIGEST_SUBJECT = "Your week: %(count)s events"
DIGEST_LINE = "%(count)s × %(what)s"
TITLES: Mapping[Kind, str] = MappingProxyType(
    {
        "report.received": "report received",
        "report.refused": "report refused",
        "report.missing": "report missing",
        "target.missed": "target missed",
        "target.early_sign": "early sign",
        "finding.opened": "finding opened",
        "finding.reopened": "finding open again",
        "finding.closed": "finding closed",
        "reply.due": "reply due",
        "scorecard.issued": "scorecard issued",
        "scorecard.replied": "scorecard replied to",
        "scorecard.settled": "scorecard settled",
        "scorecard.restated": "scorecard restated",
        "source.failing": "source failing",
    }
)
INVITED_SUBJECT = "%(organisation)s invites you to its vendor scorecards"
INVITED = (
    "%(organisation)s invites %(email)s to its vendor scorecards. Accept within %(days)s days: %(link)s"
    " If you did not expect this, do nothing."
)
LOOK = "Look at it: %(link)s"
LEAVE = "No such messages any more: %(link)s"
LEFT = "You are told nothing more by mail or chat."
ASK = "Do you want to be told nothing more?"
YES = "Tell me nothing more"
BROKEN = "This link is not one of ours, or it is too old; change what you are told when you are signed in."
# Why a source fails, as the sources write it; the longer form of a beginning first.
REASONS = (
    "the server answers %(status)s: it does not know these credentials; enter new ones",
    "the server answers %(status)s: these credentials may not read this",
    "the server answers %(status)s: there is nothing at this address",
    "the server answers %(status)s: what was at this address is gone for good",
    "the server answers %(status)s: too many requests; it is asked again later",
    "the server answers %(status)s",
    "nobody answers at this address",
    "the connection broke in the middle",
    "the answer was not complete after %(seconds)s seconds",
    "the server sent nothing for too long",
    "TLS failed: %(why)s",
    "the answer is not proper HTTP: %(why)s",
    "a web page came instead of a report (a sign-in or maintenance page?); check address and credentials",
    "no public address is known for %(host)s; check the name, or ask the operator to allow %(place)s",
    "when its owner asks for it",
)
OTHERS = (
    *(DIGEST_SUBJECT, DIGEST_LINE, LOOK, LEAVE, LEFT, ASK, YES, BROKEN, INVITED_SUBJECT, INVITED),
    *REASONS,
)


@cache
def _messages(tag: str) -> Mapping[str, str]:
    path = Path(__file__).parent / "locale" / tag / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        found = read_po(file, locale=tag)
    return {str(one.id): str(one.string) for one in found if one.id and one.string}


def in_language(tag: str, message: str) -> str:
    """The message in a language, its places still open; English where there is no such language."""
    return _messages(tag if tag in LANGUAGES else DEFAULT).get(message, message)


def said(tag: str, message: str, **values: object) -> str:
    """The message in a language with its values put in."""
    return in_language(tag, message) % values
