"""Handing a page on in a browser: the address is copied by a touch, and printed as a code."""

import pytest

from tests.browser.test_pages import REAL_PAGE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.only_on("sqlite")]


def test_the_address_is_copied_by_a_touch_and_the_sheet_carries_it_as_a_code(demo_site, visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{demo_site.url}{REAL_PAGE}")

    page.get_by_role("button", name="Скопировать ссылку").click()

    page.get_by_text("Ссылка скопирована").wait_for()
    address = page.locator(".share__link").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.locator(".qr").is_hidden()

    page.emulate_media(media="print")

    assert page.locator(".qr svg").is_visible()
    assert page.locator(".share").is_hidden()


def test_where_the_clipboard_is_closed_the_address_is_selected(demo_site, visit):
    page = visit()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    page.goto(f"{demo_site.url}{REAL_PAGE}")

    page.get_by_role("button", name="Скопировать ссылку").click()

    selected = "String(getSelection())"
    page.wait_for_function(f"{selected} !== ''")
    assert page.evaluate(selected).strip() == page.locator(".share__link").inner_text()
