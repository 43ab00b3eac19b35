"""A secret link is where its owner has it, and nowhere else (design.md, rule 7)."""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import product
from urllib.parse import urlsplit

import pytest

from tests.real_site import RealSite

pytestmark = pytest.mark.slow

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Visits:
    """Asks in every way a browser, a robot or a mistyped link may, and keeps what it got."""

    def __init__(self, site: RealSite) -> None:
        self.site = site
        self.statuses: set[int] = set()
        self.without_policy: list[str] = []
        self.titles: list[str] = []

    def of(self, address: str, secret: str) -> None:
        for method in ("GET", "POST"):
            self._ask(method, address, secret)

    def mistyped(self, address: str, secret: str) -> None:
        variants = [address, address.rstrip("/"), f"/en{address}", f"{address}?from={secret}"]
        for method, path in product(("GET", "HEAD", "POST", "DELETE"), variants):
            self._ask(method, path, secret)

    def _ask(self, method: str, path: str, secret: str) -> None:
        headers = {**FORM, "Referer": f"{self.site.url}/r/{secret}/", "Cookie": "sessionid=x"}
        connection = HTTPConnection(urlsplit(self.site.url).netloc, timeout=60)
        body = f"secret={secret}" if method == "POST" else None
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode("utf-8", "replace")
        connection.close()
        self.statuses.add(answer.status)
        self.titles += re.findall(r"<title>(.*?)</title>", page, re.S)
        if answer.headers["Referrer-Policy"] != "strict-origin":
            self.without_policy.append(f"{method} {path}: {answer.headers['Referrer-Policy']}")


@pytest.fixture
def visited(start_site: Callable[..., RealSite]) -> tuple[RealSite, list[str], Visits]:
    """Everything behind every secret link was asked for, and the letters with them were sent."""
    site = start_site(LOG_LEVEL="DEBUG")
    site.inside("sign_up_with_own_address", site.inside("open_intake"))
    site.inside("sign_up_with_own_address", site.inside("open_intake", address_check_hours=24))
    secrets = site.inside("secrets")
    visits = Visits(site)
    for secret in secrets:
        for address in site.inside("addresses_behind", secret):
            visits.of(address, secret)
    for address in (f"/r/{secret}/", f"/r/{secret[:-1]}/", f"/r/{secret}/no-such-page/"):
        visits.mistyped(address, secret)
    site.start_process("manage.py", "send_letters", "--once").wait()
    return site, secrets, visits


def test_no_log_title_or_row_tells_a_secret_and_no_page_hands_it_on(visited):
    site, secrets, visits = visited
    tables = site.inside("tables_as_text")

    assert len(secrets) == 4
    assert {200, 301, 403, 404, 405} <= visits.statuses
    assert not {status for status in visits.statuses if status >= 500}
    assert visits.without_policy == []
    assert '"route": "r/<str:secret>/' in site.log
    assert any(letter.read_text().count("/r/") for letter in site.letters)
    for secret in secrets:
        assert secret[:-1] not in site.log
        assert not [title for title in visits.titles if secret in title]
        assert [name for name, text in tables.items() if secret in text] == []
