"""From the contracts that one may see to their list: what each still needs before it can be judged."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.open import Parties, parties_of
from app.contracts.tables import Contract, TermsVersion
from app.reports.tables import Report
from dashboards.opening.context import ContractStep, Missing
from dashboards.readings import contract_href, scorecard_href


def steps_of(w: Work, found: Sequence[Contract]) -> tuple[ContractStep, ...]:
    """These contracts, each with its next step; three questions, however many they are."""
    ids = [one.id for one in found]
    parties, agreed, reported = parties_of(w.session, ids), _with_terms(w, ids), _with_reports(w, ids)
    names = Counter(one.reference for one in found)
    return tuple(
        _step(one, parties[one.id], _missing(one.id, agreed, reported), shared=names[one.reference] > 1)
        for one in found
    )


def _missing(contract: UUID, agreed: Collection[UUID], reported: Collection[UUID]) -> Missing:
    if contract not in agreed:
        return "terms"
    return "" if contract in reported else "report"


def _step(one: Contract, parties: Parties, missing: Missing, *, shared: bool) -> ContractStep:
    reference = str(one.id) if shared else one.reference
    pages = {"terms": contract_href(reference, "terms"), "report": contract_href(reference, "reports")}
    return ContractStep(
        reference=one.reference,
        provider=parties.provider,
        client=parties.client,
        missing=missing,
        href=pages.get(missing) or scorecard_href(reference, "latest"),
    )


def _with_terms(w: Work, ids: Sequence[UUID]) -> set[UUID]:
    chosen = select(TermsVersion.contract_id).where(
        col(TermsVersion.contract_id).in_(w.visible),
        col(TermsVersion.contract_id).in_(ids),
        col(TermsVersion.to_revision).is_(None),
    )
    return set(w.session.exec(chosen.distinct()).all())


def _with_reports(w: Work, ids: Sequence[UUID]) -> set[UUID]:
    any_report = (
        select(Report.id)
        .where(
            col(Report.organisation_id) == col(Contract.organisation_id),
            col(Report.contract_id) == col(Contract.id),
            col(Report.status) == "accepted",
        )
        .exists()
    )
    chosen = select(Contract.id).where(col(Contract.id).in_(w.visible), col(Contract.id).in_(ids), any_report)
    return set(w.session.exec(chosen).all())
