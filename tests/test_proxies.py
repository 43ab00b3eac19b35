"""Whose word about an address and a scheme is believed."""

from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from museumsite.proxies import TrustedProxiesMiddleware, client_address

STRANGER = "203.0.113.9"
PROXY = "10.0.0.1"


@pytest.fixture(autouse=True)
def trusted(settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def received(**meta):
    """The request as everything after the middleware sees it."""
    seen = []
    request = RequestFactory().get("/", **meta)
    TrustedProxiesMiddleware(lambda request: seen.append(request) or HttpResponse())(request)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        pytest.param(STRANGER, "198.51.100.7", STRANGER, id="a stranger's word is nothing"),
        pytest.param(PROXY, "198.51.100.7", "198.51.100.7", id="a proxy's word counts"),
        pytest.param(PROXY, "", PROXY, id="a proxy that says nothing"),
        pytest.param(
            PROXY, "192.0.2.66, 198.51.100.7", "198.51.100.7", id="what the visitor forged is left"
        ),
        pytest.param(
            PROXY, "192.0.2.66, 198.51.100.7, 10.9.9.9", "198.51.100.7", id="two proxies in a row"
        ),
        pytest.param(PROXY, "10.5.5.5", "10.5.5.5", id="a visitor from our own network"),
        pytest.param(PROXY, "198.51.100.7, nonsense", PROXY, id="nonsense ends the walk"),
        pytest.param(PROXY, "198.51.100.7, ", PROXY, id="emptiness too"),
        pytest.param(PROXY, "nonsense, 198.51.100.7", "198.51.100.7", id="nonsense not reached"),
        pytest.param(PROXY, "198.51.100.7:5123", "198.51.100.7", id="with a port"),
        pytest.param(PROXY, "[2001:db8::7]:5123", "2001:db8::7", id="IPv6 with a port"),
        pytest.param(PROXY, "2001:0DB8:0::7", "2001:db8::7", id="IPv6 in its shortest spelling"),
        pytest.param("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7", id="IPv4 in IPv6"),
        pytest.param("fd00::1%eth0", "198.51.100.7", "198.51.100.7", id="a peer with a zone"),
        pytest.param("", "198.51.100.7", None, id="a socket nobody trusts"),
        pytest.param("nonsense", "198.51.100.7", None, id="a server that names nonsense"),
    ],
)
def test_the_address_is_the_nearest_that_is_not_ours(peer, forwarded_for, address):
    request = received(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded_for)

    assert client_address(request) == address


def test_a_socket_is_believed_when_this_machine_is(settings):
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)

    request = received(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert client_address(request) == "198.51.100.7"


def test_nothing_a_stranger_says_of_a_proxy_is_left():
    claims = {
        "HTTP_FORWARDED": "for=192.0.2.1;proto=https",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PORT": "443",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_REAL_IP": "192.0.2.1",
        "HTTP_X_REQUEST_ID": "a-strangers-id",
    }

    request = received(REMOTE_ADDR=STRANGER, **claims)

    assert claims.keys() & request.META.keys() == set()
    assert not request.is_secure()


@pytest.mark.parametrize(
    ("proto", "is_secure"),
    [("https", True), ("http", False), ("HTTPS", True), ("https, http", False), ("", False)],
)
def test_the_scheme_is_what_the_nearest_proxy_says(proto, is_secure):
    request = received(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO=proto)

    assert request.is_secure() is is_secure


def test_without_the_setting_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = ()

    request = received(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert client_address(request) == "127.0.0.1"
