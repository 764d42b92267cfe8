"""The page of one's own account in a sentence: how many browsers are signed in."""

from dashboards.account.context import OwnAccount
from dashboards.language import Language
from dashboards.sentences import sentence


def account_sentence(language: Language, page: OwnAccount) -> str:
    """How many browsers are signed in as the reader."""
    said = language.ngettext(
        "%(n)s browser is signed in as you", "%(n)s browsers are signed in as you", len(page.sessions)
    )
    return sentence(language, [said])
