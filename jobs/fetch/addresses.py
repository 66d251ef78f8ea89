"""Which addresses a source may live at. Pure: decides about addresses, resolves nothing.

The standard library's `is_global` is not enough: it lets multicast, NAT64, 6to4 and IPv4-compatible forms of private
addresses pass, and its answer differs between Python versions, so the registries are written out here
(https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry).
"""

import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from jobs.fetch.errors import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/32", "an unspecified address"),
        ("0.0.0.0/8", "a reserved address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's internal address"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a documentation address"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "a benchmarking address"),
        ("198.51.100.0/24", "a documentation address"),
        ("203.0.113.0/24", "a documentation address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
        ("2001::/23", "a reserved address"),  # Teredo, ORCHID, benchmarking and their like
        ("2001:db8::/32", "a documentation address"),
        ("3fff::/20", "a documentation address"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: IPv6 forms that are nothing but a way of writing an IPv4 address (mapped) or of reaching one (NAT64, RFC 6052).
_STANDS_FOR_IPV4 = tuple(IPv6Network(prefix) for prefix in ("::ffff:0:0/96", "64:ff9b::/96"))
#: Forms that carry an IPv4 address besides being an address of their own: IPv4-compatible and IPv4-translated.
_ENDS_IN_IPV4 = tuple(IPv6Network(prefix) for prefix in ("::/96", "::ffff:0:0:0/96"))
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_NUMERIC_HOST = re.compile(r"[0-9a-fx.]+", re.IGNORECASE)


def destinations(address: Address) -> tuple[Address, ...]:
    """Everywhere a packet to this address may end up: the address, and an IPv4 address hidden inside it."""
    if isinstance(address, IPv4Address) or int(address) <= 1:
        return (address,)
    number = int(address)
    last = IPv4Address(number & 0xFFFFFFFF)
    if any(address in network for network in _STANDS_FOR_IPV4):
        return (last,)
    if address in _SIX_TO_FOUR:
        return (IPv4Address(number >> 80 & 0xFFFFFFFF), address)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP or any(address in network for network in _ENDS_IN_IPV4):
        return (last, address)
    return (address,)


@lru_cache(maxsize=4_096)
def special_kind(address: Address) -> str | None:
    """What kind of address this is when it is not one of the public Internet; None for a public one."""
    return next((kind for real in destinations(address) if (kind := _kind(real))), None)


def _kind(address: Address) -> str | None:
    for network, kind in _SPECIAL:
        if address.version == network.version and address in network:
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "a reserved address"
    return None


@lru_cache(maxsize=4_096)
def literal(host: str) -> Address | None:
    """The address a host name spells out, also in decimal, hexadecimal, octal or short form; None for a real name."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        pass
    if not _NUMERIC_HOST.fullmatch(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def is_loopback(host: str) -> bool:
    """Whether the host is spelled out as one on this machine."""
    address = literal(host)
    return address is not None and address.is_loopback


@dataclass(frozen=True)
class Guard:
    """Decides which addresses may be dialled: the public Internet, and what the operator allows besides."""

    allowed: Sequence[Network] = ()

    def permits(self, address: Address) -> bool:
        return special_kind(address) is None or self._allows(address)

    def check_literal(self, host: str) -> None:
        """Raises Refused when the host spells out an address that may not be dialled."""
        address = literal(host)
        if address is not None and not self.permits(address):
            raise Refused(_refusal(host, address))

    def choose(self, host: str, answers: Iterable[str]) -> list[Address]:
        """The addresses to dial, out of all the name resolves to.

        One forbidden answer condemns the others: a name that is both public and private is an attack or a mistake.
        Only where all the rest was expressly allowed (`localhost` is 127.0.0.1 and ::1) are those taken.
        Raises Refused.
        """
        addresses = [ip_address(answer) for answer in dict.fromkeys(answers)]
        good = [address for address in addresses if self.permits(address)]
        if len(good) == len(addresses) or (good and all(self._allows(address) for address in good)):
            return good
        forbidden = next(address for address in addresses if address not in good)
        raise Refused(_refusal(host, forbidden))

    def _allows(self, address: Address) -> bool:
        return all(
            any(real.version == network.version and real in network for network in self.allowed)
            for real in destinations(address)
        )


def _refusal(host: str, address: Address) -> str:
    what = host if host == str(address) else f"{host}, which is {address}"
    return f"did not ask {what}: {special_kind(address)} (LODESTONE_ALLOW_PRIVATE_HOSTS can allow it)"
