"""The pages' routes: a unit of work reads, a context is made in it, the page is drawn after it has ended."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.access.credentials import Caller
from app.access.own_pages import refuse_other_sites
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.excluded import exclusions_known
from app.scorecards.at_a_glance import months_around, read_month
from app.scorecards.life.decide import read_restatements
from app.scorecards.live import known_at
from app.scorecards.routes import AsOf
from app.scorecards.trend import Trend, read_trend
from app.sla.periods import ONE_DAY
from dashboards.account.routes import router as account_router
from dashboards.acting.routes import router as acting_router
from dashboards.agreed.calendar_routes import router as calendar_router
from dashboards.agreed.routes import router as terms_router
from dashboards.answering import shown
from dashboards.arriving.draft_routes import router as draft_router
from dashboards.arriving.report_routes import router as report_router
from dashboards.arriving.routes import router as arriving_router
from dashboards.closing.page import scorecard_page
from dashboards.closing.routes import router as closing_router
from dashboards.comparing.routes import router as compare_router
from dashboards.due.routes import router as due_router
from dashboards.entering.company import router as company_router
from dashboards.entering.passkeys import router as passkeys_router
from dashboards.entering.routes import router as entering_router
from dashboards.framing import contract_frame
from dashboards.leaving_out.routes import router as exclusions_router
from dashboards.money.routes import router as money_router
from dashboards.opening.routes import router as opening_router
from dashboards.parts import Crumb, Switch
from dashboards.patterns.routes import router as patterns_router
from dashboards.people.audit_routes import router as audit_router
from dashboards.people.member_routes import router as people_router
from dashboards.people.notice_routes import router as notices_router
from dashboards.people.sign_on_routes import router as sign_on_router
from dashboards.people.token_routes import router as tokens_router
from dashboards.people.webhook_routes import router as webhooks_router
from dashboards.pulling.routes import router as sources_router
from dashboards.reader import Asking
from dashboards.reading_trend import Noted, trend_of
from dashboards.readings import portfolio_of
from dashboards.sensitivity.routes import router as sensitivity_router
from dashboards.sides.routes import router as sides_router

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_other_sites)])
router.include_router(entering_router)
router.include_router(passkeys_router)
router.include_router(company_router)
router.include_router(account_router)
router.include_router(money_router)
router.include_router(closing_router)
router.include_router(sides_router)
router.include_router(exclusions_router)
router.include_router(acting_router)
router.include_router(patterns_router)
router.include_router(sensitivity_router)
router.include_router(compare_router)
router.include_router(due_router)
router.include_router(opening_router)
router.include_router(terms_router)
router.include_router(calendar_router)
router.include_router(arriving_router)
router.include_router(draft_router)
router.include_router(report_router)
router.include_router(sources_router)
router.include_router(people_router)
router.include_router(sign_on_router)
router.include_router(tokens_router)
router.include_router(webhooks_router)
router.include_router(notices_router)
router.include_router(audit_router)
Month = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}$")]


@router.get("/")
def portfolio(reader: Asking, caller: Caller, database: Stored, period: Month = None) -> Response:
    """Every visible contract in one month; without a month, the newest that is over."""
    with work(database, caller, "scorecards:read") as w:
        months = months_around(w, period)
        page = portfolio_of(months.shown, read_month(w, months.shown)[1])
        who = w.identity
    ways = (f"/?period={month}" if month else "" for month in (months.before, months.after))
    return shown(reader, page, reader.frame(who, switch=Switch(months.shown, *ways)))


@router.get("/contracts/{ref}/scorecards/{period:path}")
def scorecard(
    ref: str,
    period: str,
    reader: Asking,
    caller: Caller,
    database: Stored,
    as_of: AsOf = None,
    verify: Literal["yes"] | None = None,
) -> Response:
    """The judgement of one contract for one period: as issued, as known now, or as known at an instant."""
    with work(database, caller, "scorecards:read", writing=True if verify else None) as w:
        page, frame = scorecard_page(w, reader, ref, period, as_of=as_of, verify=verify is not None)
    return shown(reader, page, frame)


@router.get("/contracts/{ref}/trends/{target}")
def trend(ref: str, target: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """One target over all periods that are judged."""
    with work(database, caller, "scorecards:read") as w:
        found = read_trend(w, ref, target)
        page = trend_of(found, ref, _noted(w, found))
        frame = contract_frame(w, reader, ref, found.contract, "trend", crumbs=(Crumb(page.title),))
    return shown(reader, page, frame)


def _noted(w: Work, found: Trend) -> Noted:
    """What was left out of these periods or restated; one query each, however many periods there are.

    A day more at either end holds the periods wherever the contract lives: its clock is asked for only where
    something was left out, and then says of which period.
    """
    if not found.points:
        return Noted()
    days = found.points[0].start - ONE_DAY, found.points[-1].end + ONE_DAY
    begins, ends = (datetime.combine(day, time.min, UTC) for day in days)
    spans = exclusions_known(w.session, found.contract, begins, ends, found.contract.revision)
    zone = known_at(w, found.contract, None).in_force.timeline.versions[-1].zone if spans else UTC
    return Noted(spans, zone, read_restatements(w, found.contract))
