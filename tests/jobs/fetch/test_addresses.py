"""Which addresses a source may live at. A new trap is a new line here."""

from ipaddress import ip_address, ip_network

import pytest

from jobs.fetch import Refused
from jobs.fetch.addresses import Guard, literal

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001:800::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]

NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::127.0.0.1",
    "::169.254.169.254",
    "::8.8.8.8",
    "::ffff:0.0.0.0",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:100.64.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::",
    "2002:c0a8:1::1",
    "2a00:1450::5efe:10.0.0.1",
    "2a00:1450::200:5efe:127.0.0.1",
    "3fff::1",
    "5f00::1",
    "4000::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::5efe:8.8.8.8",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

SPELLINGS = {
    "2130706433": "127.0.0.1",
    "0x7f000001": "127.0.0.1",
    "0X7F.1": "127.0.0.1",
    "017700000001": "127.0.0.1",
    "0177.0.0.1": "127.0.0.1",
    "127.1": "127.0.0.1",
    "127.0.1": "127.0.0.1",
    "0": "0.0.0.0",
    "10.1": "10.0.0.1",
    "0xa9fea9fe": "169.254.169.254",
    "2852039166": "169.254.169.254",
    "127.0.0.1.": "127.0.0.1",
    "[::1]": "::1",
    "localhost": "127.0.0.1",
    "LOCALHOST.": "127.0.0.1",
    "metadata.localhost": "127.0.0.1",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_asked(address: str) -> None:
    assert Guard().permits(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_everything_else_may_not(address: str) -> None:
    assert not Guard().permits(ip_address(address))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_address_is_known_in_every_spelling(spelling: str) -> None:
    assert literal(spelling) == ip_address(SPELLINGS[spelling])
    with pytest.raises(Refused, match="did not ask"):
        Guard().check_literal(spelling)


@pytest.mark.parametrize("name", ["example.org", "cafe.example", "1.example", "de.ad.beef", "127.0.0.1.nip.io", "x"])
def test_a_name_is_no_address(name: str) -> None:
    assert literal(name) is None


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"])
def test_what_the_operator_allows_may_be_asked_in_each_of_its_forms(address: str) -> None:
    assert Guard((ip_network("10.0.0.0/8"),)).permits(ip_address(address))


@pytest.mark.parametrize("address", ["10.1.2.4", "::ffff:10.1.2.4", "127.0.0.1", "::1"])
def test_allowing_one_address_allows_no_other(address: str) -> None:
    assert not Guard((ip_network("10.1.2.3/32"),)).permits(ip_address(address))


def test_one_private_answer_condemns_a_name() -> None:
    with pytest.raises(Refused, match=r"rebind\.example, which is 10\.0\.0\.1: a private address"):
        Guard().choose("rebind.example", ["93.184.216.34", "10.0.0.1"])


def test_a_name_is_not_condemned_when_all_that_is_dialled_was_allowed() -> None:
    here = Guard((ip_network("127.0.0.0/8"),))
    assert here.choose("localhost", ["::1", "127.0.0.1"]) == [ip_address("127.0.0.1")]


def test_an_allowed_answer_does_not_excuse_a_public_name_that_also_points_inside() -> None:
    here = Guard((ip_network("127.0.0.0/8"),))
    with pytest.raises(Refused):
        here.choose("rebind.example", ["93.184.216.34", "127.0.0.1", "10.0.0.1"])
