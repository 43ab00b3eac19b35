"""The rows of a programme in a real browser: typed line after line without the mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORKSHOP = "events/session/2/change/"


def test_enter_goes_on_to_the_next_line_which_begins_when_this_one_ends(desk_of):
    page = desk_of(DESKTOP)
    page.goto(WORKSHOP)
    lines = page.locator("tr.form-row.dynamic-programme")
    before = lines.count()

    page.locator(f"#id_programme-{before - 1}-ends").fill("18:30")
    page.locator(f"#id_programme-{before - 1}-title").press("Enter")

    expect(lines).to_have_count(before + 1)
    starts = page.locator(f"#id_programme-{before}-starts")
    expect(starts).to_be_focused()
    expect(starts).to_have_value("18:30")
    assert page.url.endswith(WORKSHOP)
    assert page.complaints == []
