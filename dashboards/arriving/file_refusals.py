"""Why a whole file was refused, in the reader's language: the sentences as they are raised.

A sentence here is letter for letter the one that a reading says in English, with names for what it fills in.
A test holds that every one of `app/reports` stands here.
"""

from typing import Final

from dashboards.arriving.mapping_refusals import KINDS, MAPPING_SENTENCES
from dashboards.language import Language
from dashboards.retelling import sentence_form
from dashboards.titles import N_

_SENTENCES: Final = (
    # What the bytes are.
    N_("The file has no rows: it is empty."),
    N_("The content does not match: this is %(what)s and not a CSV table."),
    N_(
        "The content does not match: byte %(at)s (line %(line)s) is the control character %(code)s, which no "
        "CSV table holds."
    ),
    N_("The content does not match: the mapping says %(said)s, and this is %(what)s."),
    N_(
        "The file is not %(encoding)s: byte %(at)s (line %(line)s) is %(byte)s; the declared "
        "encoding is wrong."
    ),
    N_(
        "The file is not %(encoding)s: byte %(at)s (line %(line)s) is %(byte)s; say which encoding it is "
        "(encoding: gb18030, …)."
    ),
    N_(
        "The file is not %(encoding)s: byte %(at)s (line %(line)s) is %(byte)s; say which encoding it is: "
        "its bytes fit %(names)s."
    ),
    N_(
        "At byte %(at)s (line %(line)s) stands the replacement character U+FFFD: the text was damaged before "
        "it came here; export it again."
    ),
    N_("is not UTF-8; as %(encoding)s its header has known names, and not enough of them to be sure"),
    # Lines, cells and the header of a table.
    N_("Line %(line)s has more than %(most)s characters: this is not a table."),
    N_("Row %(row)s has more than %(most)s characters."),
    N_("row %(row)s, column %(column)s: a cell has more than %(most)s characters."),
    N_("row %(row)s: a cell has more than %(most)s characters."),
    N_("has %(cells)s cells where the header has %(width)s"),
    N_("Row %(row)s: a quote inside a cell that does not begin with one; write it twice inside quotes."),
    N_("Row %(row)s: the quote that opens here ends in row %(last)s with more text behind it."),
    N_("Row %(row)s: the quote that opens here is never closed."),
    N_("The file has a header and no data rows."),
    N_("Column %(name)s stands twice in the header (as “%(first)s” and “%(second)s”): which one counts?"),
    N_("Column %(name)s stands twice in the header: which one counts?"),
    N_(
        "No header line was found in the first %(lines)s lines: none holds known column names such as "
        "%(examples)s. The separator found is %(seen)s. Give a mapping that names the columns, "
        "table.delimiter and table.header_row."
    ),
    N_(
        "No header line was found in the first %(lines)s lines: none holds %(names)s. The separator found is "
        "%(seen)s. Give a mapping that names the columns, table.delimiter and table.header_row."
    ),
    N_("The header stands in row %(found)s, not in row %(said)s: correct table.header_row."),
    N_(
        "The separator found is a semicolon, and not every column has a known name: declare table.delimiter "
        "(“;”) and table.decimal in a mapping."
    ),
    N_("The separator found is %(seen)s, not the one that table.delimiter declares."),
    N_(
        "The separator is %(seen)s and numbers have a decimal comma (%(cell)s): declare table.delimiter and "
        "table.decimal (“,”) in a mapping."
    ),
    # Archives and workbooks.
    N_("The archive or workbook is damaged or cut off; send it again."),
    N_("The archive holds another archive; send the report itself, or packed once."),
    N_("The archive has %(count)s entries; at most %(most)s are read."),
    N_("The archive has no file “%(entry)s”; it has %(names)s."),
    N_("The archive has no file inside."),
    N_("The archive has %(count)s files (%(names)s): say in a mapping which, archive.entry."),
    N_("The archive is locked with a password; send it without one."),
    N_("The file is larger than %(most)s MiB once it is unpacked; split it by months."),
    N_("Unpacked the file is over %(times)s times as large as packed, which no report is."),
    N_("The workbook has no sheet “%(sheet)s”; it has %(names)s."),
    N_("The workbook carries macros; save it as XLSX without them."),
    N_("The workbook is a binary one (XLSB), which is not read; save it as XLSX."),
    N_("The workbook cannot be read: it is damaged, cut off, locked with a password, or no workbook."),
    N_("The workbook takes more than %(seconds)s seconds to read; split it by months."),
    N_(
        "The workbook asks for more memory than a report needs: a value stands far outside the table, or the "
        "sheet is too large. Save the table alone, or as CSV."
    ),
    N_("The workbook has no rows: its sheets are empty."),
    N_(
        "No header row was found in the first %(rows)s rows of the sheets %(names)s: none holds known column "
        "names. Give a mapping that names the columns, table.sheet and table.header_row."
    ),
    # JSON, logs of events.
    N_("JSON has at most %(most)s bytes once it is unpacked; split it by months, or send CSV."),
    N_(
        "The memory that the service may take is too small for this file, which can take %(times)s times its "
        "size: send it in parts of at most %(most)s bytes."
    ),
    N_("This is no JSON that can be read: %(place)s is wrong, or the text is cut off or too deep."),
    N_("The JSON has no array of objects, so there are no rows."),
    N_("The JSON has no objects at “%(path)s”, so there are no rows."),
    N_("The rows at “%(path)s” have %(count)s columns; say a path further in."),
    N_("“%(path)s” does not end in []: rows are the objects of an array."),
    N_("“%(name)s” stands twice in one row: name in json.metrics.name what tells the two apart."),
    N_(
        "No array of objects in the JSON has known names. Say in a mapping where the rows are (json.rows: "
        "one of %(paths)s) and how the columns are called; the first has %(columns)s."
    ),
    N_("Row %(row)s is no event of a queue_log: epoch|call|queue|agent|EVENT|parameters."),
    N_("No call enters a queue in this queue_log (ENTERQUEUE), so there are no rows."),
    # Which columns say what.
    N_("The file has no column %(names)s, which the mapping names."),
    N_("The file has none of the columns that the mapping may read."),
    N_(
        "No column is known to state a measure: give a mapping that names the columns; if each row is one "
        "call or contact, its “calls” says which count."
    ),
    N_(
        "No column says which day a row is (date, interval_start, 日期, fecha …): name it in key.date.from, "
        "or give key.date.starts, the date of the first row, when every row is the next day, or "
        "key.date.value, when the whole file is about one day, week or month."
    ),
    N_("“%(first)s” and “%(second)s” may both be %(what)s: say in a mapping which one is."),
    N_("No row of %(name)s states a figure: all cells are empty."),
    N_("No row is left: the mapping leaves all of them out."),
    N_("is read as %(name)s (%(unit)s)"),
    N_("The file names no queue and the contract has %(count)s (%(known)s): say key.queue."),
    N_("%(shape)s: there is no column %(names)s"),
    N_("the file is %(kind)s"),
    # Days, times and how long a row is.
    N_("Dates like %(example)s may have the day or the month first: declare %(key)s.order: dmy or mdy."),
    N_("Some dates have the day first and others the month first; write them all alike, or as %(example)s."),
    N_("Intervals have different lengths: %(lengths)s minutes."),
    N_("Intervals of %(grain)s minutes are not read; 5, 10, 15, 30 and 60 are."),
    N_("Times do not stand on a grid of 5 minutes: these look like calls, not intervals."),
    N_("Times do not stand on a grid of 5 minutes: these look like calls; say calls."),
    N_("The mapping says rows of %(grain)s minutes, and the file has no times."),
    N_("Rows that are numbered instead of dated are days; give a date column for others."),
    N_("Calls with dates are counted by minutes or by days: say grain 1440, or less."),
    N_("key.interval_start.to needs stamps like 2025-01-31 09:30, or epochs with their unit."),
    N_("“%(cell)s” is no epoch in seconds."),
    N_("“%(cell)s” is no epoch in milliseconds."),
    N_("“%(cell)s” is no interval."),
    N_(
        "An interval lasts from %(start)s to %(end)s in %(zone)s: rows are 5 to 60 minutes, or days, weeks "
        "or months from midnight to midnight in the contract's time zone."
    ),
    N_("%(measure)s: an expression may use at most %(most)s rounded columns"),
    # Rows whose fault is not in one cell's number or date.
    N_("%(day)s %(time)s is not the beginning of an interval of %(grain)s minutes"),
    N_("the local day %(day)s is no whole number of %(grain)s-minute intervals"),
    N_("“%(cell)s” does not begin a row of %(length)s in %(zone)s"),
    N_("%(day)s is no first of a month"),
    N_("this week begins before the last one ends"),
    N_("the row is a day or more, and its time is not 00:00; declare the grain in minutes"),
    N_("“%(column)s” does not count up by one here, so the days below would be wrong; give a date column"),
    N_("“%(cell)s” is no name of a segment (at most 100 characters, no control characters)"),
    N_("“%(cell)s” is no channel such as voice, chat or email (at most 20 characters)"),
    N_("“%(cell)s” is no channel such as voice, chat or email (at most 20 characters)."),
    N_("“%(cell)s” is no name of a segment (at most 100 characters, no control characters)."),
    N_("“%(cell)s” is no queue of this contract; known are %(known)s."),
    N_("names another contract than %(contract)s, so the file is not kept"),
    N_("“%(cell)s” is no result code (at most 100 characters, no quotes)"),
    N_("“%(cell)s” is no epoch in seconds"),
    N_("“%(cell)s” is no epoch in milliseconds"),
    N_("“%(cell)s” is no interval between two instants"),
    N_("“%(cell)s”: an earlier row states this call otherwise"),
    N_("another row of this queue's day is refused, and a day is taken whole or not at all"),
    N_("%(formula)s gives an impossible %(measure)s"),
    N_("%(measure)s of one interval is %(most)s or more, which the sheet of a day cannot hold"),
    # What is known already, and what is beyond the machine.
    N_("known for %(known)s at %(grain)s, stated at %(stated)s"),
    N_("The report could not be read, for a reason of ours; tell the operator, and send it again."),
    N_(
        "The report was not read: %(why)s, so it is too much for this machine as it is. Nothing of it was "
        "taken. Send it in smaller parts, by months or by queues, or tell the operator."
    ),
)
# What such a sentence names in English words.
_NAMED: Final = frozenset(
    {
        N_("a ZIP archive or an XLSX workbook"),
        N_("an empty ZIP archive"),
        N_("an old Office file (XLS)"),
        N_("a PNG picture"),
        N_("a JPEG picture"),
        N_("a GIF picture"),
        N_("a PDF document"),
        N_("a gzip file"),
        N_("a bzip2 file"),
        N_("a 7-Zip archive"),
        N_("a zstd file"),
        N_("an SQLite database"),
        N_("an RTF document"),
        N_("an HTML or XML page"),
        N_("a CSV table"),
        N_("an XLSX workbook"),
        N_("an ODS workbook"),
        N_("an Asterisk queue_log"),
        N_("a comma"),
        N_("a semicolon"),
        N_("a tab"),
        N_("none"),
        N_("the file"),
        N_("the date"),
        N_("the time"),
        N_("the queue"),
    }
)


_FORMS: Final = tuple((sentence_form(sentence), sentence) for sentence in (*_SENTENCES, *MAPPING_SENTENCES))


def file_refusal_words(language: Language, message: str) -> str:
    """The sentence in the reader's language; empty where it is none of a whole file."""
    for form, sentence in _FORMS:
        if found := form.fullmatch(message):
            named = {name: _named(language, text) for name, text in found.groupdict().items()}
            return language.gettext(sentence, **named)
    return _composed(language, message)


def _composed(language: Language, message: str) -> str:
    """A sentence behind the name of what it is about: why a file is none of a preset's shapes."""
    name, colon, reason = message.partition(": ")
    said = file_refusal_words(language, reason) if colon else ""
    return language.gettext(N_("%(name)s: %(reason)s"), name=name, reason=said) if said else ""


def _named(language: Language, text: str) -> str:
    return language.gettext(text) if text in _NAMED | KINDS else text
