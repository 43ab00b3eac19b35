"""What a browser meets on every public page: one host, a strict policy, little weight."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

REAL_PAGE = (
    "/events/muzej-pobedyi-provedet-v-sankt-peterburge-strategicheskuyu-sessiyu"
    "-istoricheskix-i-voenno-istoricheskix-muzeev/"
)
OPEN_FORM = "a.button[href*='/registration/']"


WIDTHS = {"phone": 360, "desktop": 1280, "wide": 1920, "at 200 % on a phone": 320}


@pytest.fixture(scope="session")
def addresses(demo_site, chromium) -> list[str]:
    """Every kind of public page, in both languages, and those that should not be there."""
    page = chromium.new_page()
    page.goto(demo_site.url)
    form = urlsplit(page.locator(OPEN_FORM).first.get_attribute("href")).path
    page.goto(f"{demo_site.url}/museums/")
    museum = urlsplit(page.locator("main a[href*='/museums/']").first.get_attribute("href")).path
    page.close()
    russian = ["/", "/events/", "/events/?q=музеев", REAL_PAGE, "/calendar/", "/calendar/2024/9/",
               "/museums/", museum, "/archive/", "/archive/2024/", "/archive/2024/8/", "/feeds/",
               form, "/consent/1/", "/privacy/", "/accessibility/"]  # fmt: skip
    wrong = ["/events/no-such-page/", "/r/no-such-secret/", "/events/?q=%00&page=no"]
    return [*russian, *(f"/en{address}" for address in russian), *wrong, "/admin/login/"]


@dataclass
class Walk:
    """What a visitor's browser noticed on a walk through all pages."""

    hosts: set[str] = field(default_factory=set)
    asked: int = 0
    complaints: list[str] = field(default_factory=list)
    widths: dict[tuple[str, int], int] = field(default_factory=dict)  # by address and screen


@pytest.fixture(scope="session")
def walk(demo_site, chromium, addresses) -> Walk:
    """Each page is opened once, and then looked at on each screen."""
    page = chromium.new_page(locale="ru-RU")
    found = Walk()
    said = found.complaints.append

    def note(request):
        found.hosts.add(urlsplit(request.url).netloc)
        found.asked += 1

    page.on("request", note)
    page.on("console", lambda message: said(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said(f"{page.url}: {error}"))
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{demo_site.url}{address}", wait_until="networkidle")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 740})
            found.widths[address, width] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return found


def test_nothing_is_fetched_from_another_host(demo_site, addresses, walk):
    assert walk.asked > len(addresses)
    assert walk.hosts == {urlsplit(demo_site.url).netloc}


def test_no_page_breaks_its_own_policy_or_misses_a_file(walk):
    # Chromium also reports the status of the pages that are rightly 404.
    assert [words for words in walk.complaints if "status of 404" not in words] == []


@pytest.mark.parametrize("screen", WIDTHS)  # 320: WCAG 2.2, 1.4.10, reflow
def test_no_page_scrolls_sideways(walk, screen):
    width = WIDTHS[screen]

    shown = {page: wide for (page, asked), wide in walk.widths.items() if asked == width}

    assert shown
    assert {page: wide for page, wide in shown.items() if wide > width} == {}


def test_the_first_load_of_an_announcement_is_light(demo_site, visit):
    page = visit(PHONE)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    weights: dict[str, float] = {}
    session.on(
        "Network.responseReceived",
        lambda event: kinds.__setitem__(event["requestId"], event["type"]),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: weights.__setitem__(event["requestId"], event["encodedDataLength"]),
    )

    page.goto(f"{demo_site.url}{REAL_PAGE}", wait_until="networkidle")

    text = sum(weights[key] for key, kind in kinds.items() if kind in {"Document", "Stylesheet"})
    assert text <= 25_000
    assert sum(weights.values()) <= 100_000
    # The button that copies the address, and what else one can do without.
    assert sum(weights[key] for key, kind in kinds.items() if kind == "Script") <= 2_500


def test_a_public_page_sets_no_cookie_and_a_form_sets_one(demo_site, visit, addresses):
    page = visit()
    forms = [address for address in addresses if "/registration/" in address]
    public = [address for address in addresses if address not in forms and "admin" not in address]

    for address in public:
        page.goto(f"{demo_site.url}{address}")
    before = page.context.cookies()
    page.goto(f"{demo_site.url}{forms[0]}")

    assert before == []
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_a_page_reads_well_with_the_keyboard_alone(demo_site, visit):
    page = visit()
    page.goto(f"{demo_site.url}{REAL_PAGE}")

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('main') !== null")

    assert (first, inside) == ("#content", True)
