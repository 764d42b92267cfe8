import ipaddress

import pytest

from app.sources.outside.destinations import NotFetchable, allow, check_addresses, is_public, read_url

NOTHING = allow([])
LOOPBACK_IN_EVERY_SPELLING = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "0.0.0.0",  # noqa: S104
    "127.8.8.8",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "１２７.0.0.1",
    "ⓛocalhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "[fe80::1%25lo]",
    "[fe80::1%lo]",
]
NOT_PUBLIC = [
    *("10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200"),
    *("169.254.169.254", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::127.0.0.1", "64:ff9b::1", "64:ff9b:1::1", "2002::1", "fec0::1", "ff02::1", "fe80::1", "fd00::1"),
    *("2001::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1", "::ffff:8.8.8.8"),
]


def refusal(url: str, *operator: str) -> str:
    with pytest.raises(NotFetchable) as refused:
        read_url(url, allow(operator))
    return str(refused.value)


@pytest.mark.parametrize("host", LOOPBACK_IN_EVERY_SPELLING)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_e02_e03_e04_this_machine_is_refused_in_every_spelling(scheme: str, host: str) -> None:
    assert refusal(f"{scheme}://{host}/report.csv")


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_e05_what_is_not_public_is_refused_as_a_host_and_as_an_answer(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    assert refusal(f"https://{host}/")
    assert not is_public(ipaddress.ip_address(address))
    destination = read_url("https://provider.example/", NOTHING)
    with pytest.raises(NotFetchable):
        check_addresses(destination, NOTHING, lambda host, port: [address])


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "100.128.0.1"])
def test_public_addresses_pass(address: str) -> None:
    destination = read_url("https://provider.example/", NOTHING)
    assert check_addresses(destination, NOTHING, lambda host, port: [address]) == (address,)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/",
        "ftp://provider.example/",
        "dict://provider.example/",
        "jar:https://provider.example!/",
        "data:text/csv,a",
        "javascript:alert(1)",
        "//provider.example/",
        "http:/127.0.0.1/",
        "https:///path",
        "https://",
        "https://user:password@provider.example/",
        "https://provider.example@127.0.0.1/",
        "https://provider.example/#fragment",
        "https://provider.example\\@127.0.0.1/",
        "https://provider.example/a b",
        "https://provider.example/a\r\nHost: x",
        "https://provider.example/\u202egnp.csv",
        "https://provider.example:65536/",
        "https://provider.example:port/",
        "https://provider!.example/",
        "https://" + "a" * 2100 + ".example/",
    ],
)
def test_e01_other_schemes_and_broken_addresses_are_refused(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize("port", [0, 22, 25, 80, 5432, 6379, 8443])
def test_e11_other_ports_are_refused(port: int) -> None:
    assert f"{port}" in refusal(f"https://provider.example:{port}/")


def test_http_needs_the_operator() -> None:
    assert "https" in refusal("http://provider.example/")
    assert read_url("http://provider.example/", allow(["provider.example:80"])).port == 80


def test_e07_one_forbidden_address_among_several_refuses_the_name() -> None:
    destination = read_url("https://provider.example/", NOTHING)
    with pytest.raises(NotFetchable):
        check_addresses(destination, NOTHING, lambda host, port: ["8.8.8.8", "127.0.0.1"])


def test_e15_a_name_that_leads_inside_and_one_that_does_not_exist_read_the_same() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    destination = read_url("https://provider.example/", NOTHING)
    words = []
    for resolve in (unknown, lambda host, port: ["10.0.0.1"]):
        with pytest.raises(NotFetchable) as refused:
            check_addresses(destination, NOTHING, resolve)
        words.append(str(refused.value))
    assert words[0] == words[1]


def test_the_operator_opens_exactly_one_host_and_port() -> None:
    demo = ("127.0.0.1:8899",)
    assert read_url("http://127.0.0.1:8899/x", allow(demo)).host == "127.0.0.1"
    assert refusal("http://127.0.0.1:8898/x", *demo)
    assert refusal("http://127.0.0.2:8899/x", *demo)


def test_a_spelling_of_an_opened_address_is_not_that_host() -> None:
    assert refusal("http://2130706433:8899/x", "127.0.0.1:8899")


def test_the_operator_opens_a_network() -> None:
    inside = allow(["10.2.0.0/16:8443"])
    destination = read_url("https://reports.intranet.example:8443/", inside)
    assert check_addresses(destination, inside, lambda host, port: ["10.2.3.4"]) == ("10.2.3.4",)
    with pytest.raises(NotFetchable):
        check_addresses(destination, inside, lambda host, port: ["10.3.0.1"])
    with pytest.raises(NotFetchable):  # a public address gets the usual port only
        check_addresses(destination, inside, lambda host, port: ["8.8.8.8"])


def test_the_url_is_rebuilt_with_the_host_that_was_checked() -> None:
    destination = read_url("https://Bücher.Example.:443/a?b=c", NOTHING)
    assert destination.url == "https://xn--bcher-kva.example/a?b=c"


@pytest.mark.parametrize("entry", ["127.0.0.1", "host:port", ":80", "10.0.0.0/99:80"])
def test_a_broken_list_of_the_operator_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        allow([entry])
