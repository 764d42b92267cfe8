"""The pages of the clerk's path in a sentence."""

from types import MappingProxyType
from typing import Final, Protocol

from dashboards.arriving.context import Draft, DueLine, OneReport, Reports
from dashboards.language import Language
from dashboards.sentences import sentence
from dashboards.titles import N_

_STATES: Final = MappingProxyType(
    {
        "ready": N_("every column that counts is known"),
        "guessed": N_("some columns are guessed: look at what five rows become"),
        "unreadable": N_("it cannot be read yet: say below what its columns are"),
    }
)


def reports_sentence(language: Language, page: Reports) -> str:
    """How many reports are in, when the last one came, and what is most urgent."""
    said = [language.gettext("Nothing has been received yet")]
    if page.received:
        last = max(page.received, key=lambda report: report.received)
        said = [
            language.ngettext("%(n)s report received", "%(n)s reports received", len(page.received)),
            language.gettext(
                "the last, %(name)s, on %(moment)s", name=last.name, moment=language.moment(last.received)
            ),
        ]
    open_ones = [one for one in page.due if one.missing and not one.running]
    if open_ones:
        said.append(due_words(language, open_ones[-1]))
    return sentence(language, said)


def due_words(language: Language, one: DueLine) -> str:
    """The period's report and its clock: August 2026 is due on the 14th, 3 business days left."""
    period, day = language.period(one.period), language.day(one.due)
    if one.left < 0:
        return language.ngettext(
            "%(period)s was due on %(day)s, %(n)s day ago",
            "%(period)s was due on %(day)s, %(n)s days ago",
            -one.left,
            period=period,
            day=day,
        )
    left = left_words(language, one)
    return language.gettext("%(period)s is due on %(day)s, %(left)s", period=period, day=day, left=left)


class Clocked(Protocol):
    """Something with a last day: days left until it, below zero days late; which days are counted."""

    @property
    def left(self) -> int: ...  # noqa: D102
    @property
    def business(self) -> bool: ...  # noqa: D102


def left_words(language: Language, one: Clocked) -> str:
    """How much time is left until 24:00 of the due day, or how late it is."""
    if one.left < 0:
        return language.ngettext("%(n)s day late", "%(n)s days late", -one.left)
    if one.left == 0:
        return language.gettext("today is the last day")
    if one.business:
        return language.ngettext("%(n)s business day left", "%(n)s business days left", one.left)
    return language.ngettext("%(n)s day left", "%(n)s days left", one.left)


def draft_sentence(language: Language, page: Draft) -> str:
    """How far the file can be read, and that nothing is stored yet."""
    said = []
    if page.state != "unreadable":
        said.append(language.ngettext("%(n)s row", "%(n)s rows", page.rows))
    if page.state == "faulty":
        said.append(
            language.ngettext("%(n)s of them is refused", "%(n)s of them are refused", page.refused_rows)
        )
    else:
        said.append(language.gettext(_STATES[page.state]))
    said.append(language.gettext("nothing is stored yet"))
    return sentence(language, said)


def report_sentence(language: Language, page: OneReport) -> str:
    """What became of the report, and how many verdicts it turned."""
    report = page.report
    if report.state == "refused":
        n = page.refused
        said = [language.ngettext("Refused: %(n)s problem", "Refused: %(n)s problems", n)]
        return sentence(language, [*said, language.gettext("it changed no figures")])
    said = [language.ngettext("%(n)s row was taken", "%(n)s rows were taken", report.rows)]
    if page.left_out:
        said.append(language.ngettext("%(n)s was refused", "%(n)s were refused", page.left_out))
    lines = [line for one in page.turned for line in one.lines if line.before]
    turned = sum(line.before.verdict != line.after.verdict for line in lines if line.before)
    said.append(
        language.ngettext("it turned %(n)s verdict", "it turned %(n)s verdicts", turned)
        if turned
        else language.gettext("it turned no verdict")
    )
    return sentence(language, said)
