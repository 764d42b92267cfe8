"""What may be fetched: which schemes, ports and addresses a source's URL may lead to.

A provider's URL comes from a user, and our machine can reach what the user cannot. So a URL is read once into
a `Destination`, its name is resolved once, every address is checked against a list of what is public, and the
connection goes to the checked address: a name whose answer changes in between gains nothing. The library's
`is_global` is not enough: it is true for `::127.0.0.1`, `64:ff9b::/96`, `2002::/16`, `fec0::/10`, multicast.
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

LONGEST_URL = 2048
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
PORTS = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], list[str]]

# IANA's special-purpose registry for IPv4, and 168.63.129.16, which one cloud uses for its own machine agent.
NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
)
# Of IPv6 only what is handed out to networks is public; mapped, translated and tunnelled forms lie outside.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class NotFetchable(Exception):
    """The URL may not be fetched; the text says why to its owner, and nothing about our network."""


@dataclass(frozen=True)
class Allowed:
    """What the operator opens beyond the public Internet: hosts and networks, each with a port."""

    entries: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[tuple[Network, int], ...] = ()

    def host(self, host: str, port: int) -> bool:
        """Return whether exactly this host and port are listed."""
        return (host, port) in self.entries

    def address(self, address: Address, port: int) -> bool:
        """Return whether the address lies in a listed network for this port."""
        return any(port == listed and address in network for network, listed in self.networks)


@dataclass(frozen=True)
class Destination:
    """A URL that passed: scheme, host in ASCII lower case, port, and the URL rebuilt with that host."""

    scheme: str
    host: str
    port: int
    url: str


def allow(entries: Iterable[str]) -> Allowed:
    """Return the list read from `127.0.0.1:8899`, `[::1]:80`, `10.2.0.0/16:443`; ValueError else."""
    hosts, networks = set(), []
    for entry in entries:
        name, _, port = entry.strip().rpartition(":")
        if not name or not port.isdecimal():
            raise ValueError(f"{entry!r} is not host:port or network/prefix:port")
        if "/" in name:
            networks.append((ipaddress.ip_network(name.strip("[]")), int(port)))
        else:
            hosts.add((plain_host(name.strip("[]")), int(port)))
    return Allowed(frozenset(hosts), tuple(networks))


def read_url(url: str, allowed: Allowed, longest: int = LONGEST_URL) -> Destination:
    """Return where a URL leads, judged without asking any resolver; raise NotFetchable with the reason."""
    if len(url) > longest:
        raise NotFetchable(f"the address is longer than {longest:,} characters")
    if any(
        ord(c) <= 0x20 or ord(c) == 0x7F or c == "\\" or unicodedata.category(c) in ("Cf", "Zs") for c in url
    ):
        raise NotFetchable("the address holds blanks, backslashes or invisible characters")
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        raise NotFetchable("the address cannot be read; write https://host/path") from None
    if parts.scheme not in PORTS or not parts.hostname or port is None:
        raise NotFetchable("only addresses like https://host/path are fetched")
    if parts.username is not None or parts.password is not None:
        raise NotFetchable("the address carries a user name; put credentials into a header instead")
    if parts.fragment:
        raise NotFetchable("the address carries a fragment (#…), which no server ever sees")
    host = plain_host(parts.hostname)
    _check_door(parts.scheme, host, port, allowed)
    netloc = f"[{host}]" if ":" in host else host
    where = netloc if port == PORTS[parts.scheme] else f"{netloc}:{port}"
    return Destination(parts.scheme, host, port, parts._replace(netloc=where).geturl())


def plain_host(host: str) -> str:
    """Return the host as a resolver sees it: full-width forms folded, ASCII, lower case, no final dot."""
    folded = unicodedata.normalize("NFKC", host).replace("。", ".").replace("｡", ".").lower().rstrip(".")
    if not folded or "%" in folded:
        raise NotFetchable("the address names no host")
    try:
        plain = folded if folded.isascii() else idna.encode(folded, uts46=True).decode("ascii")
    except idna.IDNAError:
        plain = ""
    if not HOST.fullmatch(plain):
        raise NotFetchable("the host's name is not a valid name")
    return plain


def check_addresses(destination: Destination, allowed: Allowed, resolve: Resolver) -> tuple[str, ...]:
    """Return the addresses to connect to, each of them checked; raise NotFetchable when one is not public.

    One forbidden address among several refuses the name as a whole. A name that does not resolve and one that
    leads to us give the same words: the difference would tell what our network knows.
    """
    try:
        found = resolve(destination.host, destination.port)
    except OSError:
        found = []
    if not found or not all(_may_connect(text, destination, allowed) for text in found):
        raise NotFetchable(
            f"no public address is known for {destination.host}; check the name, "
            f"or ask the operator to allow {destination.host}:{destination.port}"
        )
    return tuple(dict.fromkeys(found))


def ask_resolver(host: str, port: int) -> list[str]:
    """Return the addresses that the machine's resolver gives, in its order."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the public Internet, by IANA's registries."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    return address in PUBLIC_6 and not any(address in network for network in NOT_PUBLIC_6)


def _check_door(scheme: str, host: str, port: int, allowed: Allowed) -> None:
    """Raise NotFetchable for what needs no resolver: numeric hosts, local names, odd ports."""
    literal = _literal(host)
    if allowed.host(host, port) or (literal is not None and allowed.address(literal, port)):
        return
    local = host == "localhost" or host.endswith((".localhost", ".localdomain"))
    if local or (literal is not None and not is_public(literal)):
        raise NotFetchable(
            f"{host} is not on the public Internet; the operator has to allow {host}:{port} first"
        )
    if literal is None and any(port == listed for _, listed in allowed.networks):
        return  # the name may lead into a network that the operator opened; its addresses decide
    if scheme != "https":
        raise NotFetchable(f"only https is fetched; the operator has to allow {host}:{port} for http first")
    if port != PORTS["https"]:
        raise NotFetchable(f"port {port} is not fetched; the operator has to allow {host}:{port} first")


def _literal(host: str) -> Address | None:
    """Return the address when the host is one in any spelling (`127.1`, `0x7f000001`), else None."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return ipaddress.ip_address(str(found[0][4][0]).partition("%")[0])


def _may_connect(text: str, destination: Destination, allowed: Allowed) -> bool:
    if allowed.host(destination.host, destination.port):
        return True
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if allowed.address(address, destination.port):
        return True
    usual = destination.scheme == "https" and destination.port == PORTS["https"]
    return usual and "%" not in text and is_public(address)
