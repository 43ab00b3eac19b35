"""Whom to believe about where a request comes from (design.md, «From outside»).

The address of a visitor and the scheme they used come either from the connection itself or,
when the peer is one of TRUSTED_PROXIES, from the headers that proxy wrote. What a stranger
writes into those headers is taken away here, first of all, so that nothing later can be
talked into believing it: neither the sign-up limit, nor the stored consent, nor Django's
`request.is_secure()`.

A server that listens on a Unix socket names no peer. Whoever can open that socket is a
process of this machine, so such a peer is trusted when the operator listed 127.0.0.1, and
only then; a visitor behind one that is not trusted has no address at all.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_UNIX_SOCKET_PEER = IPv4Address("127.0.0.1")
_WORDS_OF_A_PROXY = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
)


class TrustedProxiesMiddleware:
    """Sets the request's client address and leaves only forwarded headers one may believe."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        remote = request.META.get("REMOTE_ADDR", "")
        address: IPv4Address | IPv6Address | None
        peer = _parsed(remote) if remote else _UNIX_SOCKET_PEER
        if peer is not None and _is_trusted(peer):
            address = _forwarded_for(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))
            _keep_the_nearest_scheme(request)
        else:
            address = peer if remote else None
            for name in _WORDS_OF_A_PROXY:
                request.META.pop(name, None)
        request.client_address = str(address) if address else None  # type: ignore[attr-defined]  # ours
        return self.get_response(request)


def client_address(request: HttpRequest) -> str | None:
    """The visitor's IP address in its shortest spelling; None behind an untrusted socket.

    IPv4 written as IPv6 (`::ffff:192.0.2.1`) comes back as IPv4: one visitor, one spelling.
    """
    address: str | None = getattr(request, "client_address", None)
    return address


def _forwarded_for(peer: IPv4Address | IPv6Address, header: str) -> IPv4Address | IPv6Address:
    """The nearest address that is not one of our proxies', walking from the right.

    Each proxy appends whom it heard from, so an entry is worth believing exactly when the
    one who wrote it, to its right, is trusted. Nonsense ends the walk at its writer.
    """
    address = peer
    for entry in reversed(header.split(",")):
        if not _is_trusted(address):
            break
        heard_from = _parsed(entry.strip())
        if heard_from is None:
            break
        address = heard_from
    return address


def _keep_the_nearest_scheme(request: HttpRequest) -> None:
    """Leave the scheme our own proxy wrote: the last, where Django would read the first."""
    schemes = request.META.get("HTTP_X_FORWARDED_PROTO")
    if schemes is not None:
        request.META["HTTP_X_FORWARDED_PROTO"] = schemes.rpartition(",")[2].strip().lower()


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address in `text`, with or without a port (some balancers add one), or None."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])  # a zone (`%eth0`) means nothing elsewhere
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
