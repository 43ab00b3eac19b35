"""What a browser meets on every public page: one host, a strict policy, little weight."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

REAL_PAGE = (
    "/events/muzej-pobedyi-provedet-v-sankt-peterburge-strategicheskuyu-sessiyu"
    "-istoricheskix-i-voenno-istoricheskix-muzeev/"
)
OPEN_FORM = "a.button[href*='/registration/']"


@pytest.fixture
def addresses(demo_site, visit) -> list[str]:
    """Every kind of public page, in both languages, and those that should not be there."""
    page = visit()
    page.goto(demo_site.url)
    form = urlsplit(page.locator(OPEN_FORM).first.get_attribute("href")).path
    russian = ["/", "/events/", REAL_PAGE, form, "/consent/1/", "/privacy/", "/accessibility/"]
    russian += ["/calendar/", "/museums/muzej-pobedyi/"]
    wrong = ["/events/no-such-page/", "/r/no-such-secret/", "/events/?q=%00&page=no"]
    return [*russian, *(f"/en{address}" for address in russian), *wrong, "/admin/login/"]


def test_nothing_is_fetched_from_another_host(demo_site, visit, addresses):
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for address in addresses:
        page.goto(f"{demo_site.url}{address}", wait_until="networkidle")

    hosts = {urlsplit(url).netloc for url in asked}
    assert len(asked) > len(addresses)
    assert hosts == {urlsplit(demo_site.url).netloc}


def test_no_page_breaks_its_own_policy_or_misses_a_file(demo_site, visit, addresses):
    page = visit()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

    for address in addresses:
        page.goto(f"{demo_site.url}{address}", wait_until="networkidle")

    # Chromium also reports the status of the pages that are rightly 404.
    assert [words for words in complaints if "status of 404" not in words] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 1920, "height": 1080}], ids=str)
def test_no_page_scrolls_sideways(demo_site, visit, addresses, size):
    page = visit(size)
    too_wide = []

    for address in addresses:
        page.goto(f"{demo_site.url}{address}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            too_wide.append((address, width))

    assert too_wide == []


def test_at_200_percent_zoom_on_a_phone_nothing_is_cut_off(demo_site, visit, addresses):
    page = visit({"width": 320, "height": 568})  # WCAG 2.2, 1.4.10: reflow at 320 CSS pixels
    too_wide = []

    for address in addresses:
        page.goto(f"{demo_site.url}{address}")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            too_wide.append(address)

    assert too_wide == []


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
