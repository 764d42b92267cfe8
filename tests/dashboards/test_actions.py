"""The pages of findings: their sentences, and the forms over a real contract."""

import re

import pytest
from fastapi.testclient import TestClient

from dashboards.acting.sentences import actions_sentence, finding_sentence, standing_words, turn_words
from dashboards.language import language
from tests.dashboards import example_actions as example
from tests.dashboards.test_pages import OWN, seen, sign_in
from tests.dashboards.world import REFERENCE

EN, ZH = language("en"), language("zh_Hans")
HERE = f"/contracts/{REFERENCE}/actions"


def test_the_sentences_say_how_it_stands() -> None:
    assert actions_sentence(EN, example.ACTIONS) == (
        "3 findings are open; 2 have no measure yet; 1 is late; 1 is closed."
    )
    assert actions_sentence(EN, example.NO_ACTIONS) == "Nothing was found: every judged period was met."
    assert actions_sentence(ZH, example.ACTIONS).startswith("3个问题未关闭；")
    assert finding_sentence(EN, example.FINDING) == (
        "Open since June 2026; 2 more met periods in a row close it."
    )
    assert standing_words(EN, example.BY_HAND) == "open; the client closes it once there is proof"
    assert turn_words(EN, example.LATE.turns[4]) == "missed: open again"
    assert turn_words(ZH, example.BY_HAND.turns[0]) == "已提出"


@pytest.mark.slow  # the service as a whole
def test_a_missed_target_is_listed_and_what_is_typed_is_kept(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    page = seen(browse, HERE)
    assert "Abandonment rate" in page
    assert "After 3 met periods in a row; 98% of the complaints" in page
    (number, *_) = re.findall(rf'href="{HERE}/(\d+)"', browse.get(HERE).text)
    typed = {"cause": "Two shifts were short.", "measure": "More agents.", "due": "soon", "version": "1"}
    refused = browse.post(f"{HERE}/{number}", data=typed, headers=OWN)
    assert refused.status_code == 422
    assert "Two shifts were short." in refused.text
    done = browse.post(f"{HERE}/{number}", data={**typed, "due": "2026-09-30"}, headers=OWN)
    assert (done.status_code, done.headers["location"]) == (303, f"{HERE}/{number}")
    stale = browse.post(f"{HERE}/{number}", data={**typed, "due": ""}, headers=OWN)
    assert stale.status_code == 412
    assert "Sep 30, 2026" in seen(browse, HERE)
    assert browse.post(HERE, data={"act": "rule", "close_after": "1"}, headers=OWN).status_code == 422
    rule = {"act": "rule", "close_after": "1", "complaints_in_time": "97.5"}
    assert browse.post(HERE, data=rule, headers=OWN).status_code == 403
    browse.cookies.clear()
    sign_in(browse)
    assert browse.post(HERE, data=rule, headers=OWN).status_code == 303
    assert 'value="97.5"' in browse.get(HERE).text
    made = browse.post(HERE, data={"title": "Greeting left out"}, headers=OWN)
    assert made.status_code == 303
    assert "Greeting left out" in seen(browse, HERE)
