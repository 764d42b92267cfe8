"""What went wrong with a pull is said in the reader's language."""

import re
import ssl
from collections.abc import Iterator

import httpcore
import pytest

from app.sources.fetching.judge_content import refuse_pages
from app.sources.outside.ask import Fetched
from app.sources.outside.destinations import NotFetchable, allow, read_url
from app.sources.outside.faults import MEBIBYTE, FetchFailed, explain
from app.sources.outside.transport import MEANING
from app.sources.outside.wire import DeadlinePassed, TooMuchReceived
from app.sources.pulling.attempts import INTERRUPTED
from app.sources.pulling.keep_pulled import NO_ROOM
from dashboards.language import language
from dashboards.pulling.faults import fault_words

EN, ZH = language("en"), language("zh_Hans")


def sentences_of_the_fetch() -> Iterator[str]:
    """What attempts say of pulls that failed, from where it is made."""
    yield from (f"the server answers {status}{meaning}" for status, meaning in MEANING.items())
    for fault in (
        DeadlinePassed(),
        TooMuchReceived(),
        httpcore.ReadTimeout(),
        httpcore.ConnectError(),
        httpcore.ReadError(),
        httpcore.RemoteProtocolError("the answer states its length twice"),
        ssl.SSLError(1, "CERTIFICATE_VERIFY_FAILED"),
    ):
        yield explain(fault, 30, 5 * MEBIBYTE).sentence
    with pytest.raises(FetchFailed) as page:
        refuse_pages(Fetched(200, {"content-type": "text/html"}, b"<html>", 6, 0.1))
    yield page.value.sentence
    for address in ("http://example.com/", "https://127.0.0.1/", "https://example.com:8443/"):
        with pytest.raises(NotFetchable) as refused:
            read_url(address, allow(()))
        yield str(refused.value)
    yield INTERRUPTED
    yield NO_ROOM


def test_what_a_pull_met_is_said_in_the_readers_language() -> None:
    for sentence in sentences_of_the_fetch():
        assert fault_words(EN, sentence).endswith("."), sentence
        assert re.search("[一-鿿].*。$", fault_words(ZH, sentence)), sentence
    assert fault_words(ZH, "the server answers 401: it does not know these credentials; enter new ones") == (
        "对方服务器返回401：不认识此凭证。请输入新的凭证。"
    )
    assert fault_words(ZH, "nothing that is listed") == ""
