"""What each page is drawn from: template, sentence and figure, all reckoned from its context alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from dashboards import sentences
from dashboards.account.context import OwnAccount
from dashboards.account.sentences import account_sentence as own_sentence
from dashboards.acting.context import Actions, OneFinding
from dashboards.acting.sentences import actions_sentence, finding_sentence
from dashboards.agreed.context import CalendarPage, TermsPage
from dashboards.agreed.sentences import calendar_sentence, terms_sentence
from dashboards.arriving.context import Draft, OneReport, Reports
from dashboards.arriving.sentences import draft_sentence, report_sentence, reports_sentence
from dashboards.comparing.context import Compare
from dashboards.comparing.sentences import compare_finding, compare_sentence, panel_title, panels_finding
from dashboards.contexts import Failure, Portfolio, Scorecard, SignIn, Trend
from dashboards.due.context import DueList
from dashboards.due.sentences import due_sentence
from dashboards.entering.context import AtCompany, CodeAsked, SetUpAsked
from dashboards.figures import (
    beside,
    campaign,
    funnel_plot,
    heat_map,
    panels,
    rhythm_map,
    trend,
    waterfall,
)
from dashboards.language import Language
from dashboards.leaving_out.context import Exclusions
from dashboards.leaving_out.sentences import exclusions_sentence
from dashboards.money.context import Account
from dashboards.money.sentences import account_finding, account_sentence
from dashboards.opening.context import ContractList
from dashboards.opening.sentences import contracts_sentence
from dashboards.patterns.context import CampaignPage, RhythmPage
from dashboards.patterns.sentences import (
    campaign_sentence,
    outcome_finding,
    progress_finding,
    rhythm_finding,
    rhythm_sentence,
)
from dashboards.people import words as people_words
from dashboards.people.context import (
    AuditPage,
    Join,
    Notices,
    People,
    SingleSignOn,
    Tokens,
    WebhookPage,
    Webhooks,
)
from dashboards.pulling.context import SourcePage, Sources
from dashboards.pulling.sentences import source_sentence, sources_sentence
from dashboards.readings import WHOLE
from dashboards.sensitivity.context import Sensitive
from dashboards.sensitivity.sentences import sensitive_sentence
from dashboards.sides.context import Sides
from dashboards.sides.sentences import sides_finding, sides_sentence

Page = (
    Portfolio
    | Scorecard
    | Trend
    | Reports
    | Draft
    | OneReport
    | Account
    | Sides
    | Exclusions
    | Actions
    | OneFinding
    | RhythmPage
    | CampaignPage
    | Sensitive
    | Compare
    | DueList
    | ContractList
    | TermsPage
    | CalendarPage
    | OwnAccount
    | Sources
    | SourcePage
    | People
    | Join
    | SingleSignOn
    | Tokens
    | Webhooks
    | WebhookPage
    | Notices
    | AuditPage
    | SignIn
    | CodeAsked
    | SetUpAsked
    | AtCompany
    | Failure
)


@dataclass(frozen=True)
class Drawn:
    """What a template gets beside the frame: the page's context and what is reckoned from it alone."""

    template: str
    values: Mapping[str, Any]


def drawn(speak: Language, page: Page) -> Drawn:
    """The template of that page and its values: the context, its sentence, its figure."""
    return _DRAWN[type(page)](speak, page)


def _with(name: str, page: Page, **values: object) -> Drawn:
    return Drawn(name, {"page": page, **values})


@lru_cache(maxsize=WHOLE)
def _portfolio(speak: Language, page: Portfolio) -> Drawn:
    sentence = sentences.portfolio_sentence(speak, page)
    return _with("portfolio.html", page, sentence=sentence, figure=heat_map.heat_map(speak, page))


def _scorecard(speak: Language, page: Scorecard) -> Drawn:
    return _with("scorecard.html", page, sentence=sentences.scorecard_sentence(speak, page))


@lru_cache(maxsize=WHOLE)
def _trend(speak: Language, page: Trend) -> Drawn:
    return _with(
        "trend.html",
        page,
        sentence=sentences.trend_sentence(speak, page),
        finding=sentences.trend_finding(speak, page),
        natural=sentences.natural_sentence(speak, page),
        figure=trend.trend(speak, page),
    )


def _told(template: str, told: Callable[[Language, Any], str]) -> Callable[[Language, Any], Drawn]:
    """A page that is its template and its sentence."""
    return lambda speak, page: _with(template, page, sentence=told(speak, page))


def _account(speak: Language, page: Account) -> Drawn:
    return _with(
        "money.html",
        page,
        sentence=account_sentence(speak, page),
        finding=account_finding(speak, page),
        figure=waterfall.waterfall(speak, page.parts),
    )


def _sides(speak: Language, page: Sides) -> Drawn:
    return _with(
        "sides.html",
        page,
        sentence=sides_sentence(speak, page),
        finding=sides_finding(speak, page),
        figure=beside.beside(speak, page),
    )


def _rhythm(speak: Language, page: RhythmPage) -> Drawn:
    return _with(
        "rhythm.html",
        page,
        sentence=rhythm_sentence(speak, page),
        finding=rhythm_finding(speak, page),
        figure=rhythm_map.rhythm_map(speak, page),
    )


def _campaign(speak: Language, page: CampaignPage) -> Drawn:
    return _with(
        "campaign.html",
        page,
        sentence=campaign_sentence(speak, page),
        progress=progress_finding(speak, page),
        outcome=outcome_finding(speak, page),
        burn_up=campaign.burn_up(speak, page),
        pareto=campaign.pareto(speak, page),
    )


def _compare(speak: Language, page: Compare) -> Drawn:
    axis = panels.axis_of(page.panels)
    return _with(
        "compare.html",
        page,
        sentence=compare_sentence(speak, page),
        finding=compare_finding(speak, page),
        figure=funnel_plot.funnel_plot(speak, page),
        slipping=panels_finding(speak, page),
        panels=[
            (
                one,
                panels.panel_svg(one, axis, panel_title(speak, one)),
                {point.period: point for point in one.points},
            )
            for one in page.panels
        ],
        hatch=panels.HATCH,
    )


def _own_account(speak: Language, page: OwnAccount) -> Drawn:
    return _with("account.html", page, sentence=own_sentence(speak, page))


def _plain(template: str) -> Callable[[Language, Any], Drawn]:
    """A page that is its template alone."""
    return lambda _speak, page: _with(template, page)


def _failure(speak: Language, page: Failure) -> Drawn:
    return _with("failure.html", page, sentence=sentences.failure_sentence(speak, page))


_DRAWN: Final[Mapping[type, Callable[[Language, Any], Drawn]]] = MappingProxyType(
    {
        Portfolio: _portfolio,
        Scorecard: _scorecard,
        Trend: _trend,
        Reports: _told("reports.html", reports_sentence),
        Draft: _told("draft.html", draft_sentence),
        OneReport: _told("report.html", report_sentence),
        Account: _account,
        Sides: _sides,
        Exclusions: _told("exclusions.html", exclusions_sentence),
        Actions: _told("actions.html", actions_sentence),
        OneFinding: _told("finding.html", finding_sentence),
        RhythmPage: _rhythm,
        CampaignPage: _campaign,
        Sensitive: _told("sensitivity.html", sensitive_sentence),
        Compare: _compare,
        OwnAccount: _own_account,
        TermsPage: _told("terms.html", terms_sentence),
        CalendarPage: _told("calendar.html", calendar_sentence),
        DueList: _told("due.html", due_sentence),
        ContractList: _told("contracts.html", contracts_sentence),
        Sources: _told("sources.html", sources_sentence),
        SourcePage: _told("source.html", source_sentence),
        People: _told("people.html", people_words.people_sentence),
        Join: _told("join.html", people_words.join_sentence),
        SingleSignOn: _plain("single_sign_on.html"),
        Tokens: _told("tokens.html", people_words.tokens_sentence),
        Webhooks: _told("webhooks.html", people_words.webhooks_sentence),
        WebhookPage: _told("webhook.html", people_words.webhook_sentence),
        Notices: _told("notices.html", people_words.notices_sentence),
        AuditPage: _told("audit.html", people_words.audit_sentence),
        SignIn: _plain("sign_in.html"),
        CodeAsked: _plain("sign_in_code.html"),
        SetUpAsked: _plain("sign_in_set_up.html"),
        AtCompany: _plain("sign_in_company.html"),
        Failure: _failure,
    }
)
