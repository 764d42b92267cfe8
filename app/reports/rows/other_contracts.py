"""A file whose rows name another contract than the one it is sent to: refused whole, and not kept.

Whoever sent it may work for several clients and have taken the wrong file. Kept in the inbox, it would show
one client the figures of another, so neither its bytes nor any cell of it is stored or said; the answer is
the same for another client's contract and for one that does not exist (hostile.md I03).
"""

from app.reports.context import Context
from app.reports.formats.table import Table
from app.reports.mapping.document import Document
from app.reports.refusal import Faults, OfOtherContracts


def refuse_other_contracts(table: Table, document: Document, context: Context) -> None:
    """Raises OfOtherContracts, with the place of every such row, where a column names the contract."""
    key = document.get("key", {})
    if "contract" not in key or not context.contract:
        return
    name = key["contract"]["from"]
    faults = Faults(table.lines, table.layout.header)
    sentence = f"names another contract than {context.contract}, so the file is not kept"
    faults.rule(table.column(table.layout.place(name)) != context.contract, name, "contract", sentence)
    if faults.found:
        raise OfOtherContracts.of(faults.refusal(len(table.lines)))
