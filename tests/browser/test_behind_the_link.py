"""The pages behind a secret link in a real browser: the look, the policy, the ticket on paper."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGN_UP = """
from registrations import links
from tests.make import make_intake, make_people, make_registration, make_session
from django.utils import timezone
from datetime import timedelta
today = timezone.localdate()
session = make_session(start_date=today + timedelta(days=30))
intake = make_intake(
    session, opens_date=today, deadline_date=today + timedelta(days=9), asks_photographs=True
)
registration = make_registration(intake, people=3)
print("secret:", links.secret_for(registration.link_seed, registration.secret_hash))
"""
# What the first pixels of the picture are: its quiet zone.
CORNER = """
async picture => {
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 232;
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, 232, 232);
  const dark = context.getImageData(36, 36, 1, 1).data;
  return [...context.getImageData(4, 4, 1, 1).data, ...dark];
}
"""


@pytest.fixture(scope="module")
def link(prepared_sites, tmp_path_factory):
    """The address of a personal page on a site of its own."""
    folder = tmp_path_factory.mktemp("link") / "site"
    site = prepared_sites.new_site(folder, demo=False, environment={})
    said = site.shell(SIGN_UP)
    site.start()
    yield f"{site.url}/r/{re.search('secret: (.+)', said)[1]}/"
    site.remove()


@pytest.mark.parametrize("size", [DESKTOP, PHONE, {"width": 320, "height": 568}], ids=str)
def test_no_page_breaks_the_policy_or_scrolls_sideways(visit, link, size):
    page = visit(size)
    complaints, too_wide = [], []
    page.on("console", lambda message: complaints.append(message.text))

    for path in ("", "cancel/", "tickets/", "correct/"):
        page.goto(f"{link}{path}", wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            too_wide.append(path)

    assert complaints == []
    assert too_wide == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_code_stays_dark_on_white_in_every_theme(visit, link, theme):
    page = visit(PHONE, color_scheme=theme)
    page.goto(f"{link}tickets/", wait_until="networkidle")

    pixels = page.locator(".ticket__picture").first.evaluate(CORNER)

    assert pixels == [255, 255, 255, 255, 0, 0, 0, 255]


def test_each_ticket_is_a_sheet_of_paper(visit, link):
    page = visit()
    page.goto(f"{link}tickets/", wait_until="networkidle")

    sheets = page.pdf(format="A4").count(b"/Type /Page\n")

    assert sheets == 3
