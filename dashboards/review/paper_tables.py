"""The tables of a contract's paper that stand behind its numbers."""

from collections.abc import Iterator

from app.sla.quantities import exact
from dashboards.language import Language
from dashboards.money.words import entry_words, restated_words
from dashboards.review import words
from dashboards.review.beside import became, left_out_rows
from dashboards.review.context import ContractReview
from dashboards.review.paper import Spot, Table
from dashboards.words import MISSED
from dashboards.workings import step_words


def workings(speak: Language, review: ContractReview) -> Iterator[Table]:
    """How each credit was reckoned, in words; nothing where nothing is credited."""
    rows = tuple(
        (
            Spot(speak.period(part.card.period)),
            Spot(speak.title(line.title), under=line.clause),
            Spot(
                " ".join(
                    step_words(speak, step, line.value.unit if line.value else "") for step in line.steps
                )
            ),
            Spot(speak.money(line.credit)),
        )
        for part in review.periods
        for line in part.card.lines
        if line.judgement.verdict in MISSED or line.credit is not None
    )
    if rows:
        say = speak.gettext
        yield Table(
            heading=say("How each miss was judged and priced"),
            head=(say("Period"), say("Target"), say("Working"), say("Credit")),
            rows=rows,
            widths=(1, 1.6, 6, 1.2),
            right=(3,),
        )


def ledger(speak: Language, review: ContractReview) -> Iterator[Table]:
    """The entries of these periods and what became of them."""
    if not review.entries:
        return
    head = words.ledger_head(speak, "")
    yield Table(
        heading=speak.gettext("Ledger"),
        head=tuple(
            head[key] for key in ("number", "period", "what", "target", "amount", "outstanding", "became")
        ),
        rows=tuple(
            (
                Spot(str(one.number)),
                Spot(speak.period(one.period)),
                Spot(entry_words(speak, one)),
                Spot(speak.title(one.title)),
                Spot(speak.money(one.amount)),
                Spot(speak.money(one.outstanding), "below-minimum" if exact(one.outstanding.text) else ""),
                Spot(became(speak, one)),
            )
            for one in review.entries
        ),
        widths=(0.6, 1.1, 1.6, 1.6, 1.2, 1.2, 3),
        right=(4, 5),
    )


def left_out(speak: Language, review: ContractReview) -> Iterator[Table]:
    """What was left out of the figures, and who agreed to it."""
    rows = tuple(
        (
            Spot(speak.period(row[0])),
            Spot(row[1], under=row[2]),
            Spot(speak.span(row[3], row[4])),
            *map(Spot, row[5:]),
        )
        for row in left_out_rows(speak, review)
    )
    if rows:
        head = words.left_out_head(speak)
        yield Table(
            heading=speak.gettext("What was left out"),
            head=(head[0], head[1], speak.gettext("From – to"), *head[5:]),
            rows=rows,
            widths=(1.1, 2.4, 2, 2.2, 1.3, 1.3),
        )


def restated(speak: Language, review: ContractReview) -> Iterator[Table]:
    """What later facts say of the issued periods."""
    if not review.restated:
        return
    say = speak.gettext
    yield Table(
        heading=say("Restatements"),
        head=tuple(words.restated_head(speak, "")),
        rows=tuple(
            (
                Spot(str(one.number)),
                Spot(speak.period(one.period)),
                Spot(speak.listed([speak.period(label) for label in one.periods])),
                Spot(restated_words(speak, one.state)),
                Spot(speak.money(one.amount)),
                Spot(one.decided_by or "–"),
                Spot(one.comment),
            )
            for one in review.restated
        ),
        widths=(0.7, 1.2, 1.8, 1.6, 1.3, 1.3, 2),
        right=(4,),
    )


def evidence(speak: Language, review: ContractReview) -> Table:
    """What the numbers rest on, so that anybody can judge them again."""
    return Table(
        heading=speak.gettext("Evidence"),
        head=tuple(words.evidence_head(speak)),
        rows=tuple(
            (
                Spot(speak.period(part.card.period)),
                Spot(speak.day(part.card.evidence.terms_effective)),
                Spot(part.card.evidence.engine),
                Spot(str(len(part.card.evidence.reports))),
                Spot(part.card.evidence.sha256),
            )
            for part in review.periods
        ),
        widths=(1.2, 1.2, 0.7, 0.7, 5),
        note=speak.gettext(
            "Whoever has terms and reports can judge these periods again and compare the digests."
        ),
    )
