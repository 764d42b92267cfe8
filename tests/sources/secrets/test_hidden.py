"""E16: what looks like a secret in an address is taken out of it, and nothing else of it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sources.secrets.hidden import hide, restore, shown_url


@pytest.mark.parametrize(
    ("url", "shown", "values"),
    [
        ("https://h/x", "https://h/x", {}),
        ("https://h/x?from={start}&a=b%2Fc,d", "https://h/x?from={start}&a=b%2Fc,d", {}),
        ("https://h/x?api_key=k%20y&b=1", "https://h/x?api_key=•••&b=1", {"api_key": "k%20y"}),
        ("https://h/x?TOKEN=a&token=b", "https://h/x?TOKEN=•••&token=•••", {"TOKEN": "a", "token": "b"}),
        ("https://h/x?sig=a&z=1&sig=b", "https://h/x?sig=•••&z=1&sig=•••", {"sig": "a&b"}),
        ("https://h/key?password=&sort_key={start}", "https://h/key?password=&sort_key={start}", {}),
        ("https://h/x?access%5Ftoken=a", "https://h/x?access%5Ftoken=•••", {"access%5Ftoken": "a"}),
    ],
)
def test_e16_secrets_are_hidden_and_come_back(url: str, shown: str, values: dict[str, str]) -> None:
    assert hide(url) == (shown, values)
    assert restore(shown, values) == url
    assert hide(shown) == (shown, {})


@given(st.text(st.characters(exclude_characters="#•", exclude_categories=("Cs",)), max_size=60))
def test_e16_any_query_comes_back_letter_by_letter(query: str) -> None:
    url = f"https://h/x?{query}"
    assert restore(*hide(url)) == url


def test_e16_a_hidden_value_without_its_secret_stays_hidden() -> None:
    assert shown_url("https://h/?token=•••") == restore("https://h/?token=•••", {})
