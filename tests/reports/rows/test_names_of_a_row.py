"""A measure that the terms declare never has the name of a part of a row: some table has a column of it."""

import polars as pl
import pytest

from app.reports.checking.by_day import by_day
from app.reports.exports.files import _KEYS
from app.reports.refusal import Faults
from app.reports.rows.columns import Figures, Keys, Measured, Rows
from app.sla.measures import CATALOGUE, measure
from app.terms_files.build import PARTS_OF_A_ROW
from app.terms_files.nodes import FileFault
from app.terms_files.read import read_terms
from tests.desk import terms


def test_what_tables_of_ours_call_their_own_columns_is_kept_for_them() -> None:
    texts, days = pl.Series([""], dtype=pl.Enum([""])), pl.Series([20_000], dtype=pl.Int32)
    keys = Keys(texts, texts, texts, days, pl.Series([0], dtype=pl.Int32), 1440)
    figures = Figures()
    figures["offered"] = pl.Series([1_000_000])
    lines = pl.Series([2])
    rows = Rows(lines, keys, Measured(figures, {}, {}, {"offered": measure("offered")}))
    columns = {*by_day(rows, Faults(lines, ())).frame.columns} - {"offered"}
    assert {"line", "day", "queue"} <= columns
    assert columns | set(keys.frame().columns) | set(_KEYS) <= PARTS_OF_A_ROW
    assert not PARTS_OF_A_ROW & CATALOGUE.keys()


@pytest.mark.parametrize("name", ["day", "line", "row"])
def test_the_terms_refuse_such_a_name_and_say_so(name: str) -> None:
    with pytest.raises(FileFault) as refused:
        read_terms(terms(more=f"measures: {{{name}: {{title: what is counted}}}}"))
    assert f"“{name}” says where or when a row is" in str(refused.value.faults)
