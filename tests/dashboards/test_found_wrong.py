"""What a verification finds is said in the reader's language."""

import re

import pytest
from sqlalchemy import text

from app.access.audit_log.check import Anchor
from app.database import Database, make_engine
from app.terms_files.verify import verify_record
from dashboards.found_wrong import FoundWrong, wrong_place, wrong_words
from dashboards.language import language
from tests.access.test_audit_log import NOW, checked, seal, without_triggers, write
from tests.terms_files.test_verify import MARCH, MISSING, PAST, RECORD, changed, issued, put

EN, ZH = language("en"), language("zh_Hans")
ENGLISH = re.compile(r"[a-z]+ [a-z]+ [a-z]+")
WHOLE: list[tuple[tuple[str | int, ...], object]] = [
    (("score", "value"), None),
    (("targets",), []),
    (("money",), MISSING),
    (("evidence", "reports"), []),
    ((*RECORD, "sheets", 0, "totals", "offered"), "99"),
    ((*RECORD, "sheets"), "x"),
    ((*RECORD, "terms_sha256"), "x"),
    ((*RECORD, "terms"), MISSING),
    ((*RECORD, "engine"), "99"),
    ((*PAST, "lines", "speed", "credit"), "1/0"),
    ((*PAST, "lines", "speed", "paid"), "1.5"),
    ((*PAST, "lines", "speed", "verdict"), "late"),
    ((*RECORD, "period", "begins"), "2026-02-28T17:00:00Z"),
    ((*RECORD, "surprise"), ""),
]


def told(where: str, message: str) -> str:
    """The Chinese sentence, after the English one was found to be the one that came."""
    one = FoundWrong(where, message)
    assert wrong_words(EN, one)
    return f"{wrong_place(ZH, one)}: {wrong_words(ZH, one)}"


@pytest.mark.parametrize(("path", "value"), WHOLE)
def test_of_a_scorecard(path: tuple[str | int, ...], value: object) -> None:
    document = changed(put(path, value))
    found = verify_record(document["evidence"]["record"], document, "").findings
    assert found
    for one in found:
        said = told(one.where, one.message)
        assert not ENGLISH.search(said), said


def test_of_the_link_to_the_one_before() -> None:
    document = issued(MARCH, "cd" * 32)
    (one,) = verify_record(document["evidence"]["record"], document, "ab" * 32).findings
    assert "上一份已签发记分卡的是“ababab" in told(one.where, one.message)


def test_what_has_no_form_is_left_to_the_english() -> None:
    assert wrong_words(ZH, FoundWrong("evidence.record.history", "2026-02 does not come after it")) == ""


SECOND = "(SELECT entry_id FROM audit_link WHERE number = 2)"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"UPDATE audit_entry SET subject = 'x' WHERE id = {SECOND}", "第2环节: 记录 "),
        (f"DELETE FROM audit_entry WHERE id = {SECOND}", "已被删除。"),
        ("DELETE FROM audit_link WHERE number = 2", "它之前缺少第2环节。"),
        ("DELETE FROM audit_link", "它不在链上；后台任务在运行吗？"),
    ],
)
def test_of_the_audit_log(sqlite_url: str, statement: str, said: str) -> None:
    database = Database(make_engine(sqlite_url))
    write(database, 3)
    seal(database, NOW)
    with database.writing() as session:
        without_triggers(session)
        session.execute(text(statement))
    found = checked(database, anchor=Anchor(9, "ab")).faults
    sentences = [told(one.where, one.message) for one in found]
    assert any(said in one for one in sentences), sentences
    assert "这条链不经过另行记下的摘要。" in "".join(sentences)
    assert not [one for one in sentences if ENGLISH.search(one)]
    database.close()
