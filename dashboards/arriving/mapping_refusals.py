"""What is wrong with a mapping, in the reader's language: sentences as `app/reports/mapping` writes them."""

from typing import Final

from dashboards.titles import N_

MAPPING_SENTENCES: Final = (
    # That it does not hold to its schema.
    N_("give one of “from” (a column), “expression”, or “when” (the calls to count)"),
    N_("give either “from” (a column) or “value”"),
    N_("unknown key %(key)s; known are %(known)s"),
    N_("row_number needs “starts”, the date of the first row"),
    N_("%(name)s needs %(others)s beside it"),
    N_("lacks %(names)s"),
    N_("“%(value)s” is not known here; known are %(known)s"),
    N_("has to be %(value)s"),
    N_("is of another kind; expected is %(kind)s"),
    N_("“%(value)s” is not written like %(example)s"),
    N_("is less than %(least)s"),
    N_("is more than %(most)s"),
    N_("is empty, or too short"),
    N_("is too long; at most %(most)s are taken"),
    # That its parts do not go together.
    N_("“when” and “to” are of calls: say “calls” beside columns"),
    N_("decimal and thousands are the same character"),
    N_("is not a known time zone, e.g. Asia/Shanghai"),
    N_("give either date (with time) or interval_start, not both"),
    N_("give either from or starts (row n is day n), not both"),
    N_("interval_start already says the time"),
    N_("value dates the whole file; give no other date beside it"),
    N_("is not a date like 2020-01-31"),
    N_("%(measure)s is measured in %(unit)s: say one of %(units)s"),
    N_("rows that are calls have no expressions; use from, to and when"),
    N_("the expression uses no column"),
    N_("“%(name)s” is itself an expression; use the columns it is made of"),
    N_("“%(name)s” is not a known measure; see the list of measures, or declare it"),
    # That an expression cannot be read.
    N_("a formula has at most %(most)s characters at character %(place)s"),
    N_("unexpected “%(text)s” at character %(place)s"),
    N_("“%(text)s” is not part of a formula at character %(place)s"),
    N_("more than %(most)s operations at character %(place)s"),
    N_("expected “%(text)s” at character %(place)s"),
    N_("more than %(most)s levels of parentheses at character %(place)s"),
    N_("more than %(most)s levels at character %(place)s"),
    N_("the formula ends too early at character %(place)s"),
    # That the file is none of the preset's.
    N_("This file is none that %(preset)s is known to give (%(shapes)s)."),
    N_("%(shape)s: the stamps of %(name)s are no epochs"),
    N_("%(shape)s: the stamps of %(name)s are epochs"),
)
# What such a sentence names in English words.
KINDS: Final = frozenset(
    {
        N_("a text"),
        N_("a whole number"),
        N_("an object"),
        N_("a list"),
        N_("true or false"),
        N_("a text or a list"),
    }
)
