"""The form with questions, on a phone without scripts: nothing typed is ever typed twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
ASK_FOR_A_FILE = """
from registrations.models import Intake, Question
intake = Intake.objects.get(session__announcement__title__startswith="Архив открывается")
Question.objects.create(intake=intake, text="Тезисы", kind="file", position=90, is_required=True)
print(intake.get_absolute_url())
"""
ADDRESS_OF_THE_FORM = """
from registrations.models import Intake
intake = Intake.objects.get(session__announcement__title__startswith="Архив открывается")
print(intake.get_absolute_url())
"""


def fits(page: Page) -> bool:
    """Whether nothing of the page has to be scrolled sideways to."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= PHONE["width"])


def fill_in(page: Page, address: str) -> None:
    page.get_by_label("Контактное лицо").fill("Смирнова Анна Петровна")
    page.locator("#id_contact_position").fill("директор")
    page.locator("#id_museum").fill("Новосибирский краеведческий музей")
    page.get_by_label("Город").fill("Новосибирск")
    page.locator("#id_email").fill(address)
    page.get_by_label("Телефон").fill("8 (383) 227-15-43")
    page.locator("#id_participants-0-name").fill("Смирнова Анна Петровна")
    page.locator("#id_participants-0-position").fill("директор")
    page.locator("[name=participants-0-mode][value=online]").check()
    page.get_by_label(re.compile("Даю согласие на обработку")).check()


def test_questions_open_a_file_stays_and_a_slip_is_asked_about(start_site, visit):
    site = start_site(demo=True)
    form = site.shell(ASK_FOR_A_FILE).strip().splitlines()[-1]
    page = visit(PHONE, scripts=False)
    page.goto(f"{site.url}{form}")
    assert fits(page)

    # An answer opens a question; the form comes back with it, and with all that was typed.
    fill_in(page, "anna@gmial.com")
    page.get_by_label("В другой").check()
    file = {"name": "Тезисы.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Тезисы").set_input_files(file)
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.locator("main")).to_have_attribute("data-outcome", "invalid")
    expect(page.get_by_text("Тезисы.pdf приложен")).to_be_visible()
    assert fits(page)

    # The address looks like a slip; one button mends it and sends the form.
    page.get_by_label(re.compile("Как она называется")).fill("Своя картотека")
    page.get_by_role("button", name="Да, исправить").click()
    expect(page.get_by_text("anna@gmail.com").first).to_be_visible()
    expect(page.get_by_text("Своя картотека")).to_be_visible()

    # The same answers stand in the correction form; a colleague comes too.
    page.get_by_role("link", name="Исправить заявку").first.click()
    expect(page.get_by_text("Тезисы.pdf приложен")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Добавить участника").click()
    page.locator("#id_participants-1-name").fill("Иванов Пётр Ильич")
    page.locator("#id_participants-1-position").fill("хранитель")
    second = page.locator("#participant-2")
    second.locator("[value=online]").check()
    second.get_by_label("Тезисы").set_input_files(file)
    page.get_by_role("button", name="Сохранить").last.click()
    expect(page.get_by_text("Исправления сохранены")).to_be_visible()
    expect(page.get_by_text("Иванов Пётр Ильич").first).to_be_visible()


def test_a_refusal_is_seen_after_a_colleague_was_added(demo_site, visit):
    form = demo_site.shell(ADDRESS_OF_THE_FORM).strip().splitlines()[-1]
    page = visit(PHONE)
    page.goto(f"{demo_site.url}{form}")

    page.get_by_role("button", name="Добавить участника").click()
    page.get_by_role("button", name="Отправить заявку").last.click()

    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_be_focused()
