"""The admin in a real browser: its scripts work under the strict policy, at any width."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADDRESSES = [
    "",
    "events/announcement/",
    "events/announcement/?state=published&q=музеев",
    "events/announcement/add/",
    "events/announcement/1/change/",
    "events/announcement/1/delete/",
    "events/announcement/1/history/",
    "events/session/",
    "events/session/1/change/",
    "events/category/",
    "events/organisation/add/?_popup=1",
    "events/venue/1/change/",
    "events/document/",
    "events/document/add/",
    "events/contact/",
    "registrations/intake/",
    "registrations/intake/add/",
    "registrations/intake/2/change/",
    "registrations/question/of/2/",
    "registrations/question/1/change/",
    "registrations/registration/",
    "registrations/letter/",
    "registrations/consenttext/1/change/",
    "redirects/redirect/",
    "auth/user/add/",
    "auth/user/1/change/",
    "auth/user/1/password/",
    "auth/group/1/change/",
    "password_change/",
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_breaks_the_policy_misses_a_file_or_scrolls_sideways(desk_of, size):
    page = desk_of(size)
    too_wide = []

    for address in ADDRESSES:
        assert page.goto(address).status == 200, address
        root = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if root[0] > root[1]:
            too_wide.append(address)

    assert page.complaints == []
    assert too_wide == []


def test_the_calendar_and_the_added_session_work(desk_of):
    page = desk_of(DESKTOP)
    page.goto("events/announcement/add/")

    page.get_by_text("Добавить: Мероприятие").click()
    session = page.locator("#sessions-0")
    session.locator(".field-start_date .date-icon").first.click()
    page.locator(".calendarbox:visible td a").first.click()
    session.locator("#id_sessions-0-start_time").fill("11:30")

    expect(session.locator("#id_sessions-0-start_date")).not_to_have_value("")
    expect(session.locator("#id_sessions-0-start_time")).to_have_value("11:30")
    # «Сейчас» would put the server's clock into a field that follows the session's.
    expect(session.locator(".clock-icon")).to_have_count(0)
    expect(session.locator("#id_sessions-0-zone")).to_have_value("Europe/Moscow")
    assert page.complaints == []


def test_a_contact_person_is_found_by_typing_and_a_new_one_is_made_in_a_window(desk_of):
    page = desk_of(DESKTOP)
    page.goto("events/announcement/add/")

    page.get_by_role("combobox", name="Контактное лицо").click()
    page.locator(".select2-search__field").fill("корол")
    page.locator(".select2-results__option", has_text="Королёв").click()
    expect(page.locator(".field-contact .select2-selection")).to_contain_text("Королёв")
    with page.expect_popup() as opened:
        page.locator("#add_id_contact").click()
    window = opened.value
    window.locator("#id_name").fill("Новикова Нина")
    window.locator("[name=_save]").click()

    expect(page.locator(".field-contact .select2-selection")).to_contain_text("Новикова Нина")
    assert page.complaints == []


def test_the_dark_theme_is_chosen_and_kept(desk_of):
    page = desk_of(DESKTOP)

    for _click in range(2):
        page.locator("#header .theme-toggle").click()
    page.goto("events/announcement/")

    theme = page.evaluate("document.documentElement.dataset.theme")
    assert theme in {"light", "dark"}
    assert page.complaints == []
