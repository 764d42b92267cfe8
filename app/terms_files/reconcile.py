"""Reconciling in a terms file: its schema, from the typed document to the core, and back again."""

from typing import Any

from app.sla.measures import measure
from app.sla.reconciling.compare import Reconcile
from app.terms_files.build_money import share
from app.terms_files.collecting import Collector, Document
from app.terms_files.schema_parts import NAME, Schema, enum, listed, to_object
from app.terms_files.schema_parts import share as share_schema
from app.terms_files.write_money import kept, percent


def reconcile_schema() -> Schema:
    """How the client's own measurement is held against the provider's."""
    return to_object(
        {
            "measures": listed("name", NAME, "The measures that both sides state."),
            "tolerance": share_schema("By how much of the larger figure the two may differ."),
            "beyond": enum(
                ["dispute", "client_counts"],
                "Beyond it: the lower value, provisionally; or the client's counts.",
                "dispute",
            ),
        },
        ["measures", "tolerance"],
        "How the client's own measurement is held against the provider's; omitted: it is not.",
    )


class ReconcileBuilder(Collector):
    """Builds what the terms say about the two sides."""

    def reconcile(self, part: Document | None, own: Document) -> Reconcile | None:
        """How the sides are reconciled; None when the terms do not say."""
        if part is None:
            return None
        for place, name in enumerate(part["measures"]):
            if name not in own:
                with self.at(("reconcile", "measures", place)):
                    measure(name)
        tolerance = share(part["tolerance"])
        if tolerance > 1:
            path = ("reconcile", "tolerance")
            self.fault(path, "a tolerance lies between 0% and 100%; write it like 1%")
        names = tuple(dict.fromkeys(part["measures"]))
        return Reconcile(names, tolerance, part.get("beyond", "dispute"))


def reconcile_of(rule: Reconcile | None) -> dict[str, Any] | None:
    """The part of the canonical document; what is left to its default is left out."""
    if rule is None:
        return None
    beyond = None if rule.beyond == "dispute" else rule.beyond
    return kept({"measures": list(rule.measures), "tolerance": percent(rule.tolerance), "beyond": beyond})
