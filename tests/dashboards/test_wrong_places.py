"""What is wrong with a field of a form is said in the reader's language; the sentences as they are raised."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from app.payloads import Line
from app.sources.outside.destinations import NotFetchable, allow, read_url
from app.sources.pulling.schedule import BadSchedule, read_cron
from app.sources.setting_up.payloads import SourceBody
from dashboards.language import language
from dashboards.parts import Trouble, WrongPlace
from dashboards.rendering import html
from dashboards.typing_in import attempted
from dashboards.wrong_places import field_words, wrong_place_words
from tests.dashboards.examples import PAGES, frame

EN, ZH = language("en"), language("zh_Hans")
SOURCE = {"name": "ACD", "url": "https://acd.example/report.csv", "every_minutes": 60}


class Narrow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    needed: int


WRONG_VALUES: tuple[tuple[Any, Any], ...] = (
    (Narrow, {}),
    (Narrow, {"needed": 1, "other": 2}),
    (Annotated[str, StringConstraints(min_length=1)], ""),
    (Annotated[str, StringConstraints(min_length=3)], "x"),
    (Annotated[str, StringConstraints(max_length=3)], "long"),
    (Annotated[str, StringConstraints(pattern="^[a-z]+$")], "1"),
    (Annotated[list[int], Field(min_length=1)], []),
    (Annotated[list[int], Field(max_length=1)], [1, 2]),
    (date, "yesterday"),
    (datetime, "noon"),
    (int, "x"),
    (Decimal, "x"),
    (float, "x"),
    (Annotated[Decimal, Field(decimal_places=2)], "1.234"),
    (Annotated[Decimal, Field(max_digits=2)], "123"),
    (Annotated[int, Field(ge=1)], 0),
    (Annotated[int, Field(le=1)], 2),
    (Annotated[int, Field(gt=1)], 1),
    (Annotated[int, Field(lt=1)], 1),
    (bool, "x"),
    (Literal["a", "b"], "c"),
    (Line, "two\nlines"),
    (Line, " blank"),
    (Line, "\x07"),
    (SourceBody, {**SOURCE, "headers": {"Host": "x"}}),
    (SourceBody, {**SOURCE, "headers": {"X-A": "é"}}),
    (SourceBody, {**SOURCE, "headers": {"X-A": "1", "x-a": "2"}}),
    (SourceBody, {**SOURCE, "body": "text"}),
)
SCHEDULES = ("* *", "x * * * *", "61 * * * *")
ADDRESSES = (
    *("https://a b/", "ftp://a.example/", "https://me@a.example/", "https://a.example/#x", "https:///x"),
    *("https://a!b.example/", "http://a.example/", "https://127.0.0.1/", "https://[::1"),
)


def raised() -> Iterator[str]:
    for kind, value in WRONG_VALUES:
        with pytest.raises(ValidationError) as fault:
            TypeAdapter(kind).validate_python(value)
        yield fault.value.errors()[0]["msg"].removeprefix("Value error, ")
    for schedule in SCHEDULES:
        with pytest.raises(BadSchedule) as bad:
            read_cron(schedule)
        yield str(bad.value)
    for address in ADDRESSES:
        with pytest.raises(NotFetchable) as no:
            read_url(address, allow(()))
        yield str(no.value)


def test_it_is_said_in_the_readers_language() -> None:
    said = {message: [wrong_place_words(one, message) for one in (EN, ZH)] for message in raised()}
    assert len(said) > len(SCHEDULES) + len(ADDRESSES)
    assert [message for message, (_, chinese) in said.items() if not re.search("[一-鿿]", chinese)] == []
    assert [message for message, (english, _) in said.items() if not english] == []


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("since", "起始日"),
        ("credentials.token_url", "令牌地址"),
        ("holidays.1", "休息日 2"),
        ("row 3", "第3行"),
        ("line 12, targets[0].expected", "第12行，targets[0].expected"),
        ("line 3", "第3行"),
        ("paging.into", "paging.into"),
    ],
)
def test_a_field_is_called_by_its_label(where: str, said: str) -> None:
    assert field_words(ZH, where) == said


def test_what_is_not_known_is_left_as_it_came() -> None:
    assert wrong_place_words(ZH, "lines: nobody ever said this") == ""


def test_a_form_keeps_the_place_beside_what_is_wrong_there() -> None:
    act: Callable[[], None] = lambda: TypeAdapter(Narrow).validate_python({"needed": "x"}) and None  # noqa: E731
    trouble, status = attempted(act)
    assert status == 422
    assert trouble == Trouble(
        "Something that was typed is wrong.",
        (WrongPlace("needed", "Input should be a valid integer, unable to parse string as an integer"),),
    )


def test_a_page_says_it_and_marks_what_it_cannot_say_as_english() -> None:
    told = html(PAGES["tried_terms"], frame("tried_terms", "zh_Hans"))
    assert '<span lang="en">an unknown key</span>' in told
