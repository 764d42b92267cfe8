"""Why a row or a file was refused, in the reader's language: the sentences of its reading, filled in.

A reading says it in English, because the same sentence goes out of the API and into the list that is sent
back. A sentence of another form is shown as it came.
"""

from typing import Final

from dashboards.arriving.file_refusals import file_refusal_words
from dashboards.language import Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_

_VALUE: Final = "“(?P<value>.*)”"
_SENTENCES: Final = forms(
    (
        (
            f"{_VALUE} is no number; leave the cell empty when there is no figure",
            N_("“%(value)s” is no number. Leave the cell empty when there is no figure."),
        ),
        (
            f"{_VALUE} has an exponent; write the number in full",
            N_("“%(value)s” has an exponent. Write the number in full."),
        ),
        (
            f"{_VALUE} is below 0, which nothing that is counted can be",
            N_("“%(value)s” is below 0, which nothing that is counted can be."),
        ),
        (
            f"{_VALUE} holds characters that are no ASCII digits",
            N_("“%(value)s” holds characters that are no ASCII digits."),
        ),
        (
            f"{_VALUE} is a percentage; declare unit: percent, or map the counts",
            N_("“%(value)s” is a percentage. Say that its unit is percent, or map the counts."),
        ),
        (
            f"{_VALUE} is a duration; declare unit: h:mm:ss",
            N_("“%(value)s” is a duration. Say that its unit is h:mm:ss."),
        ),
        (
            f"{_VALUE} has a plus sign; write digits alone",
            N_("“%(value)s” has a plus sign. Write digits alone."),
        ),
        (
            f"{_VALUE} has a mark inside the number; declare table.thousands or table.decimal",
            N_("“%(value)s” has a mark inside the number. Say which mark parts thousands or decimals."),
        ),
        (
            f"{_VALUE} is not a whole number; counts are whole numbers",
            N_("“%(value)s” is not a whole number. Counts are whole numbers."),
        ),
        (
            rf"{_VALUE} is too large; counts go from 0 to 10\^9, sums to 10\^11",
            N_("“%(value)s” is too large. Counts go from 0 to 10^9, sums to 10^11."),
        ),
        (
            f"{_VALUE} is not a number in unit (?P<unit>.+)",
            N_("“%(value)s” is not a number in the unit %(unit)s."),
        ),
        (
            r"(?P<part>\S+) \((?P<small>.*)\) is more than (?P<whole>\S+) \((?P<large>.*)\), which cannot be",
            N_("%(part)s (%(small)s) is more than %(whole)s (%(large)s), which cannot be."),
        ),
        (
            f"{_VALUE}: day or month first\\? Declare key.date.order: dmy or mdy",
            N_("“%(value)s”: day or month first? Say it for the column of the date."),
        ),
        (f"{_VALUE} is not a day of the calendar", N_("“%(value)s” is not a day of the calendar.")),
        (f"{_VALUE} lies outside 1900 to 2999", N_("“%(value)s” lies outside the years 1900 to 2999.")),
        (
            f"{_VALUE} has a year of two digits; write four",
            N_("“%(value)s” has a year of two digits. Write four."),
        ),
        (
            f"{_VALUE} is a week; give its first day as a date",
            N_("“%(value)s” is a week. Give its first day as a date."),
        ),
        (
            rf"{_VALUE} is a number \(a spreadsheet's or a computer's\), not a date",
            N_("“%(value)s” is a number, not a date."),
        ),
        (
            f"{_VALUE} is not a date like .+",
            N_("“%(value)s” is not a date like 2020-01-31, 2020/1/31, 31.01.2020 or 2020年1月31日."),
        ),
        ("the date is missing", N_("The date is missing.")),
        ("the time is missing", N_("The time is missing.")),
        (
            f"{_VALUE} is not the beginning of an interval like .+",
            N_("“%(value)s” is not the beginning of an interval like 09:30 or 09:30-10:00."),
        ),
        (
            "(?P<day>[0-9-]+) lies after (?P<last>[0-9-]+), the last day so far",
            N_("%(day)s lies after %(last)s, the last day so far."),
        ),
        (
            "(?P<day>[0-9-]+) lies before (?P<first>[0-9-]+), when the contract starts",
            N_("%(day)s lies before %(first)s, when the contract starts."),
        ),
        (
            r"(?P<day>[0-9-]+) (?P<time>[0-9:]+) did not happen in (?P<zone>\S+): the clock skipped it",
            N_("%(day)s %(time)s did not happen in %(zone)s: the clock skipped it."),
        ),
        (
            r"(?P<day>[0-9-]+) (?P<time>[0-9:]+) happened twice in (?P<zone>\S+): write the offset, .+",
            N_("%(day)s %(time)s happened twice in %(zone)s: write the offset, such as +01:00."),
        ),
        (
            "row (?P<row>[0-9]+) states other figures for the same queue and interval",
            N_("Row %(row)s states other figures for the same queue and interval."),
        ),
        (
            "(?:“(?P<value>.*)” )?is no queue of this contract; known are (?P<known>.+)",
            N_("This is no queue of this contract. Known are %(known)s."),
        ),
        (
            "this call was answered, and how long it waited is missing",
            N_("This call was answered, and how long it waited is missing."),
        ),
    )
)


def refusal_words(language: Language, message: str) -> str:
    """The sentence in the reader's language; empty where it has a form that is not known here."""
    return retold(language, _SENTENCES, message) or file_refusal_words(language, message)
