"""What goes out of the reconciliation route."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from app.payloads import Payload
from app.scorecards.payloads import Exact, PeriodShown
from app.scorecards.reconciliation.read import Reconciled
from app.sla.quantities import decimal_text
from app.sla.reconciling.compare import Compared

Follows = Literal["dispute", "client_counts"]


class MeasureCompared(Payload):
    """One measure as both sides state it; null where there is no queue's day that both of them state."""

    measure: str
    provider: Exact | None
    client: Exact | None
    difference: Annotated[Exact | None, Field(description="What the provider states more than the client.")]
    share: Annotated[Exact | None, Field(description="The difference, of the larger of the two figures.")]
    compared: Annotated[int, Field(description="How many queue's days both sides state.")]
    follows: Annotated[
        Follows | Literal["nothing"], Field(description="Beyond the tolerance: what was agreed for that.")
    ]

    @classmethod
    def of(cls, one: Compared, beyond: Follows) -> Self:
        """A comparison as it is shown."""

        return cls(
            measure=one.measure,
            provider=None if one.provider is None else decimal_text(one.provider),
            client=None if one.client is None else decimal_text(one.client),
            difference=None if one.difference is None else decimal_text(one.difference),
            share=None if one.share is None else decimal_text(one.share),
            compared=one.cells,
            follows=beyond if one.is_beyond else "nothing",
        )


class PeriodReconciled(Payload):
    """One period: both sides' figures, and the targets whose line the differences changed."""

    period: PeriodShown
    tolerance: Annotated[
        Exact | None, Field(description="As a share; null where the terms reconcile nothing.")
    ]
    measures: list[MeasureCompared]
    targets: list[str]
    charges_stated: Annotated[
        dict[str, Exact], Field(description="By side, where the charges are a measure.")
    ]
    charges_flag: Literal["", "charges_differ", "charges_of_other_side"]

    @classmethod
    def of(cls, one: Reconciled) -> Self:
        """A period as it is shown."""
        rule, period = one.rule, one.period
        days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
        return cls.model_validate(
            {
                "period": {**days, "label": period.label},
                "tolerance": None if rule is None else decimal_text(rule.tolerance),
                "measures": []
                if rule is None
                else [MeasureCompared.of(part, rule.beyond) for part in one.measures],
                "targets": list(one.targets),
                "charges_stated": dict(one.charges_stated),
                "charges_flag": one.charges_flag,
            }
        )


class ReconciliationShown(Payload):
    """The periods of a span, oldest first; there are none before the contract began."""

    items: list[PeriodReconciled]
