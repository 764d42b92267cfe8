"""Numbers, dates and the choice of a language; catalogues without a gap."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import parse_pattern
from hypothesis import given
from hypothesis.strategies import integers

from app.sla.catalogue.known import CATALOGUE
from dashboards import catalogues
from dashboards.language import LANGUAGES, catalogue, choose, language
from dashboards.parts import Bound, Money, Number
from dashboards.titles import TITLES

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_message_is_translated(tag: str) -> None:
    missing = []
    for wanted in catalogues.extracted():
        if not wanted.id:
            continue
        key = wanted.id[0] if isinstance(wanted.id, tuple) else wanted.id
        have = catalogue(tag).get(key)
        forms = (
            [] if have is None else have.string if isinstance(have.string, tuple | list) else [have.string]
        )
        if not forms or not all(forms) or (have is not None and have.fuzzy):
            missing.append(wanted.id)
    assert missing == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_translation_fills_the_same_places(tag: str) -> None:
    wrong = [
        message.id
        for message in catalogue(tag)
        if message.id
        and [error for error in message.check(catalogue(tag)) if "number of plurals" not in str(error)]
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_catalogue_is_as_extraction_writes_it(tag: str) -> None:
    assert catalogues.path_of(tag).read_bytes() == catalogues.written(catalogues.merged(tag))


def test_chinese_is_not_english() -> None:
    same = [
        message.id
        for message in catalogue("zh_Hans")
        if message.id and isinstance(message.id, str) and message.string == message.id
    ]
    assert same == []


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "chosen"),
    [
        ("zh_Hans", "en", "en", "zh_Hans"),
        (None, "zh_Hans", "en", "zh_Hans"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, None, "fr;q=0.9, zh-TW;q=0.5, en;q=0.1", "zh_Hans"),
        (None, None, "zh;q=0, en;q=0.2", "en"),
        (None, None, "fr", "en"),
        ("../../etc", "xx", ";;q=x,*", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_language_is_asked_for_then_kept_then_accepted(
    asked: str | None, kept: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose(asked, kept, accepted) == chosen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4125.00", "4,125.00"),
        ("-2500.5", "−2,500.5"),
        ("0.6535162950257289879931389366", "0.6535162950257289879931389366"),
        ("12345678901234567890.12", "12,345,678,901,234,567,890.12"),
        ("0", "0"),
    ],
)
def test_digits_are_shown_as_they_came(text: str, shown: str) -> None:
    assert EN.decimal(text) == shown
    assert ZH.decimal(text) == shown


def test_numbers_carry_their_unit() -> None:
    assert EN.number(Number("82.50", "percent")) == "82.50%"
    assert EN.number(Number("31", "seconds")) == "31\N{NO-BREAK SPACE}s"
    assert ZH.number(Number("31", "seconds")) == "31\N{NO-BREAK SPACE}秒"
    assert EN.number(Number("3.20", "CNY")) == "3.20\N{NO-BREAK SPACE}CNY"
    assert EN.number(None) == "–"
    assert EN.money(Money("4125.00", "CNY")) == "4,125.00\N{NO-BREAK SPACE}CNY"


def test_bounds_are_written_in_signs() -> None:
    assert EN.bound(Bound(Number("80", "percent"))) == "≥\N{NO-BREAK SPACE}80%"
    assert EN.bound(Bound(Number("180", "seconds"), Number("300", "seconds"))).startswith("180–300")
    assert EN.bound(Bound(high=Number("5", "percent"), high_included=False)) == "<\N{NO-BREAK SPACE}5%"
    half_open = Bound(Number("5", "percent"), Number("8", "percent"), low_included=False)
    assert EN.bound(half_open) == ">\N{NO-BREAK SPACE}5%, ≤\N{NO-BREAK SPACE}8%"
    assert EN.bound(None) == "–"


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("2026-08", "August 2026", "2026年8月"),
        ("2026-01/2", "January 2026, part 2", "2026年1月（第2部分）"),
        ("2026-Q2", "Q2 2026", "2026年第2季度"),
        ("2026-W14", "week 14 of 2026", "2026年第14周"),
        ("2026-04-16", "Apr 16, 2026", "2026年4月16日"),
        ("2026", "2026", "2026年"),
        ("something else", "something else", "something else"),
    ],
)
def test_periods_are_called_by_name(label: str, english: str, chinese: str) -> None:
    assert EN.period(label) == english
    assert ZH.period(label) == chinese


def test_months_have_a_short_name_beside_their_year() -> None:
    assert EN.month("2026-08") == ("Aug", "2026")
    assert ZH.month("2026-01/2") == ("1月/2", "2026年")
    assert EN.month("2026-Q2") == ("Q2 2026", "")


def test_every_metric_of_the_catalogue_has_its_title_in_both_languages() -> None:
    assert {metric.title for metric in CATALOGUE.values()} == TITLES
    assert ZH.title("Service level") == "服务水平"
    assert ZH.title("Service level of our own") == "Service level of our own"


def test_moments_are_in_utc_and_say_so() -> None:
    moment = datetime(2026, 9, 3, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    assert EN.moment(moment) == "Sep 2, 2026 17:30\N{NO-BREAK SPACE}UTC"
    assert ZH.moment(moment.astimezone(UTC)) == "2026年9月2日 17:30\N{NO-BREAK SPACE}UTC"
    assert EN.day(date(2026, 8, 3)) == "Aug 3, 2026"


def test_plurals_have_their_forms() -> None:
    assert EN.ngettext("%(n)s report received", "%(n)s reports received", 1) == "1 report received"
    assert EN.ngettext("%(n)s report received", "%(n)s reports received", 1200) == "1,200 reports received"
    assert ZH.ngettext("%(n)s report received", "%(n)s reports received", 2) == "已收到2份报告"


@pytest.mark.parametrize("tag", LANGUAGES)
@given(units=integers(-(10**15), 10**15), digits=integers(0, 8))
def test_a_number_is_written_as_the_locale_writes_it(tag: str, units: int, digits: int) -> None:
    text = f"{Decimal(units).scaleb(-digits):f}"
    shape = parse_pattern("#,##0" + ("." + "0" * digits if digits else ""))
    written = shape.apply(Decimal(text), Locale.parse(tag), decimal_quantization=False)
    assert language(tag).decimal(text) == written.replace("-", "\N{MINUS SIGN}")
