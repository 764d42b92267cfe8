"""Settings come from the environment and fail loudly, in one line that says what to do."""

import pytest

from app.settings import Settings, SettingsError, load_settings

KEY = "q7Gf2-Zr0pLxW9vTnB4sKd8mYh3cJe6u"


def test_a_missing_secret_stops_the_start_with_one_line_that_says_how_to_make_one() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith("SCORECARD_SECRET_KEY is not set; make one with: python3 -c ")
    assert "\n" not in message


@pytest.mark.parametrize("weak", ["hunter2", "changeme", "x" * 64, "abcabcabc" * 8])
def test_a_weak_secret_is_refused_and_not_repeated(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_SECRET_KEY", weak)
    with pytest.raises(SettingsError, match="SCORECARD_SECRET_KEY is too weak") as caught:
        load_settings()
    assert weak not in str(caught.value)


def test_the_demo_makes_its_own_secret_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = load_settings(demo=True), load_settings(demo=True)
    assert len(one.secret_key.get_secret_value()) > 40
    assert one.secret_key != two.secret_key
    monkeypatch.setenv("SCORECARD_DEMO", "yes")
    assert load_settings().demo


def test_the_environment_is_read_and_what_is_given_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    monkeypatch.setenv("SCORECARD_DATABASE_URL", "postgresql://db/scorecard")
    monkeypatch.setenv("SCORECARD_ALLOWED_FETCH_HOSTS", "acd.intern:8443, 10.0.0.7:80")
    monkeypatch.setenv("SCORECARD_THREAD_LIMIT", "8")
    settings = load_settings(bind_port=9000)
    assert settings.database_url == "postgresql://db/scorecard"
    assert settings.allowed_fetch_hosts == ("acd.intern:8443", "10.0.0.7:80")
    assert (settings.thread_limit, settings.bind_port) == (8, 9000)
    assert settings.body_limit == 25 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THREAD_LIMIT", "many"),
        ("BIND_PORT", "70000"),
        ("LOG_FORMAT", "xml"),
        ("ALLOWED_FETCH_HOSTS", "acd.intern"),
        ("DEMO", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_by_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    monkeypatch.setenv(f"SCORECARD_{name}", value)
    with pytest.raises(SettingsError, match=f"^SCORECARD_{name} ") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://sla.example.com", "ftp://sla.example.com", "sla.example.com", ""])
def test_outside_the_demo_people_come_by_https(url: str) -> None:
    with pytest.raises(SettingsError, match="SCORECARD_BASE_URL"):
        load_settings(secret_key=KEY, base_url=url)


@pytest.mark.parametrize(
    ("url", "origin", "encrypted"),
    [
        ("https://sla.example.com/", "https://sla.example.com", True),
        ("https://sla.example.com:443", "https://sla.example.com", True),
        ("https://sla.example.com:8443/x", "https://sla.example.com:8443", True),
        ("http://localhost:8000", "http://localhost:8000", False),
        ("http://[::1]:8000", "http://[::1]:8000", False),
    ],
)
def test_the_origin_is_written_as_browsers_write_it(url: str, origin: str, encrypted: bool) -> None:
    settings = load_settings(secret_key=KEY, base_url=url)
    assert (settings.origin, settings.encrypted) == (origin, encrypted)


def test_older_keys_are_a_list_and_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_OLDER_SECRET_KEYS", "first-old-key, second-old-key")
    settings = load_settings(secret_key=KEY)
    older = [key.get_secret_value() for key in settings.older_secret_keys]
    assert older == ["first-old-key", "second-old-key"]
    assert "old-key" not in repr(settings)


def test_the_hosts_that_are_answered_are_the_listed_ones_else_our_own() -> None:
    assert load_settings(secret_key=KEY, trusted_hosts="a.example,b.example").hosts == (
        "a.example",
        "b.example",
    )
    assert "sla.example.com" in load_settings(secret_key=KEY, base_url="https://sla.example.com").hosts


def test_no_secret_shows_in_a_print_of_the_settings() -> None:
    settings = load_settings(secret_key=KEY, database_url="postgresql://u:geheim@db/x")
    assert KEY not in repr(settings)
    assert "geheim" not in repr(settings)


def test_only_the_demo_and_the_secret_have_to_be_thought_about() -> None:
    """Every other setting has a default, so that one variable is enough to start."""
    assert [name for name, field in Settings.model_fields.items() if field.is_required()] == []
    assert load_settings(secret_key=KEY).database_url == "sqlite:///var/scorecard.db"
