"""Words for what can happen, and for the states of machines; the pages in a sentence."""

from types import MappingProxyType
from typing import Final

from dashboards.language import Language
from dashboards.people.context import AuditPage, Join, Notices, People, Tokens, WebhookPage, Webhooks
from dashboards.sentences import begun, sentence
from dashboards.titles import N_

KINDS: Final = MappingProxyType(
    {
        "report.received": N_("a report came"),
        "report.refused": N_("a report was refused"),
        "report.missing": N_("a report was due and has not come"),
        "target.missed": N_("a target was missed"),
        "target.early_sign": N_("a target still holds, and will not for long"),
        "reply.due": N_("the time to reply is running out"),
        "scorecard.issued": N_("a scorecard was issued"),
        "scorecard.replied": N_("the provider replied"),
        "scorecard.settled": N_("a dispute was settled"),
        "scorecard.restated": N_("an issued scorecard was restated"),
        "source.failing": N_("a source does not answer"),
        "finding.opened": N_("a finding was opened"),
        "finding.reopened": N_("a finding was opened again"),
        "finding.closed": N_("a finding was closed"),
        "webhook.try": N_("a try"),
    }
)
STATES: Final = MappingProxyType(
    {
        "active": N_("active"),
        "revoked": N_("revoked"),
        "expired": N_("expired"),
        "stopped": N_("stopped"),
        "gone": N_("gone: its receiver answered 410"),
        "waiting": N_("waiting"),
        "delivered": N_("delivered"),
        "failed": N_("failed"),
        "dropped": N_("dropped"),
    }
)


def kind_words(language: Language, kind: str) -> str:
    """What happened; a kind without words as it is called."""
    return language.gettext(KINDS[kind]) if kind in KINDS else kind


def machine_words(language: Language, state: str) -> str:
    """The state of a token, a webhook or a delivery."""
    return language.gettext(STATES[state])


def people_sentence(language: Language, page: People) -> str:
    """How many people there are and how many are invited."""
    said = [language.ngettext("%(n)s person", "%(n)s people", len(page.members))]
    if page.may:
        n = len(page.invitations)
        said.append(language.ngettext("%(n)s invitation is open", "%(n)s invitations are open", n))
    return sentence(language, said)


def join_sentence(language: Language, page: Join) -> str:
    """Who invites, or that the link is not valid."""
    if not page.organisation:
        return language.gettext("This invitation is not valid, was used, or is too old; ask for a new one.")
    said = language.gettext("%(email)s is invited to %(name)s", email=page.email, name=page.organisation)
    return sentence(language, [said])


def tokens_sentence(language: Language, page: Tokens) -> str:
    """How many tokens are alive."""
    n = sum(one.state == "active" for one in page.tokens)
    return sentence(language, [language.ngettext("%(n)s active token", "%(n)s active tokens", n)])


def webhooks_sentence(language: Language, page: Webhooks) -> str:
    """How many webhooks there are."""
    n = sum(one.state == "active" for one in page.webhooks)
    return sentence(language, [language.ngettext("%(n)s active webhook", "%(n)s active webhooks", n)])


def webhook_sentence(language: Language, page: WebhookPage) -> str:
    """How the webhook fares."""
    bad = sum(one.state in ("failed", "dropped") for one in page.deliveries)
    said = [begun(machine_words(language, page.webhook.state))]
    said.append(language.ngettext("%(n)s delivery", "%(n)s deliveries", len(page.deliveries)))
    said.append(language.ngettext("%(n)s of them failed", "%(n)s of them failed", bad))
    return sentence(language, said)


def notices_sentence(language: Language, page: Notices) -> str:
    """Whether one's own choice counts or one's role decides, and of how much one is told."""
    own = language.gettext("You chose this yourself")
    by_role = language.gettext("Your role decides until you choose")
    n = len({*page.mail, *page.chat})
    told = language.ngettext("%(n)s kind of news reaches you", "%(n)s kinds of news reach you", n)
    return sentence(language, [own if page.own else by_role, told])


def audit_sentence(language: Language, page: AuditPage) -> str:
    """How many entries are shown."""
    n = len(page.entries)
    return sentence(
        language, [language.ngettext("%(n)s entry on this page", "%(n)s entries on this page", n)]
    )
