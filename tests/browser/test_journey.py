"""The whole way through: announce in the admin, sign up on a phone without scripts, get the
letter, cancel by its link, and meet the closed door after the deadline."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.real_site import RealSite

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.only_on("sqlite", "postgresql"),  # the whole way through, on both
]

TITLE = "Круглый стол о цифровых архивах"
PASSWORD = "a long password for one test"
MAKE_STAFF = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("editor", password="{PASSWORD}")
"""
CLOSE_SIGN_UP = """
from django.utils import timezone
from registrations.models import Intake
intakes = Intake.objects.filter(session__announcement__title__startswith="Круглый стол")
intakes.update(closes_at=timezone.now())
"""


def russian(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def announce(page: Page, site: RealSite) -> str:
    """Publish an announcement with a session and its sign-up; the address of its page."""
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Имя пользователя").fill("editor")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.goto(f"{site.url}/admin/events/announcement/add/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_category").select_option(label="Анонсы")
    page.locator("#id_lead").fill("Как хранить то, что родилось цифровым.")
    if not page.locator("#id_sessions-0-start_date").is_visible():
        page.locator("#sessions-group .add-row a, #sessions-group tr.add-row a").click()
    page.locator("#id_sessions-0-start_date").fill(russian(30))
    page.locator("#id_sessions-0-start_time").fill("11:00")
    page.get_by_role("button", name="Опубликовать сейчас").click()
    announcement = re.search(r"announcement/(\d+)/", page.url)[1]

    page.goto(f"{site.url}/admin/events/session/")
    page.get_by_role("link", name=TITLE).first.click()
    session = re.search(r"session/(\d+)/", page.url)[1]
    page.goto(f"{site.url}/admin/registrations/intake/add/?session={session}")
    page.locator("#id_opens_date").fill(russian(-1))
    page.locator("#id_deadline_date").fill(russian(10))
    page.locator("#id_capacity").fill("2")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success, .messagelist .warning").first).to_be_visible()
    page.goto(f"{site.url}/admin/events/announcement/{announcement}/change/")
    return page.get_by_role("link", name=re.compile("Смотреть на сайте")).get_attribute("href")


def fill_in(page: Page, address: str) -> None:
    page.get_by_label("Контактное лицо").fill("Смирнова Анна Петровна")
    page.get_by_label("Должность").first.fill("директор")
    page.get_by_label("Музей").fill("Новосибирский краеведческий музей")
    page.get_by_label("Город").fill("Новосибирск")
    page.get_by_label("Электронная почта", exact=True).fill(address)
    page.get_by_label("Телефон").fill("8 (383) 227-15-43")
    page.locator("#id_participants-0-name").fill("Смирнова Анна Петровна")
    page.locator("#id_participants-0-position").fill("директор")
    page.get_by_label(re.compile("Даю согласие")).check()


@pytest.fixture
def site(start_site) -> RealSite:
    site = start_site(demo=True)
    site.shell(MAKE_STAFF)
    return site


def test_from_the_announcement_to_the_closed_door(site, visit):
    staff = visit(DESKTOP)
    address = announce(staff, site)
    phone = visit(PHONE, scripts=False)

    # Sign up, with a second person added by a plain button.
    phone.goto(f"{site.url}{address}")
    phone.get_by_role("link", name="Зарегистрироваться").click()
    form_address = phone.url
    fill_in(phone, "anna@museum.example")
    phone.get_by_role("button", name="Добавить участника").click()
    phone.locator("#id_participants-1-name").fill("Иванов Пётр Ильич")
    phone.locator("#id_participants-1-position").fill("хранитель")
    phone.get_by_role("button", name="Отправить заявку").click()
    expect(phone.get_by_role("heading", name="Заявка принята")).to_be_visible()
    expect(phone.get_by_text("anna@museum.example").first).to_be_visible()

    # The hall is full now.
    rival = visit(PHONE, scripts=False)
    rival.goto(form_address)
    expect(rival.locator("main")).to_have_attribute("data-state", "full")

    # The letter brings the link.
    site.run("send_letters", "--once")
    letter = email.message_from_bytes(site.letters[-1].read_bytes(), policy=email.policy.default)
    text = letter.get_body(("plain",)).get_content()
    link = re.search(rf"{re.escape(site.url)}/r/\S+/", text)[0]
    assert "Иванов Пётр Ильич" in text

    # Cancel by it: asked first, then done, and the seats are free.
    mail_reader = visit(PHONE, scripts=False)
    mail_reader.goto(link)
    mail_reader.get_by_role("link", name="Отменить заявку").click()
    mail_reader.get_by_role("button", name=re.compile("отменить", re.I)).click()
    expect(mail_reader.locator("main")).to_contain_text("отменена")
    rival.goto(form_address)
    expect(rival.locator("main")).to_have_attribute("data-state", "open")

    # After the deadline the form comes back, filled in, with the door closed.
    fill_in(rival, "rival@museum.example")
    site.shell(CLOSE_SIGN_UP)
    rival.get_by_role("button", name="Отправить заявку").click()
    expect(rival.locator("main")).to_have_attribute("data-outcome", "late")
    expect(rival.locator("#id_museum")).to_have_value("Новосибирский краеведческий музей")
    rival.goto(f"{site.url}{address}")
    expect(rival.locator("main")).to_have_attribute("data-state", "closed")
    expect(rival.get_by_role("link", name="Зарегистрироваться")).to_have_count(0)

    # No secret has been written down.
    assert link.split("/r/")[1].strip("/") not in site.log


def test_the_back_button_finds_what_was_typed(site, visit):
    page = visit(PHONE, scripts=False)
    page.goto(site.url)
    page.locator("a.button[href*='/registration/']").first.click()
    page.locator("#id_museum").fill("Музей-заповедник")
    page.get_by_role("link", name="События", exact=True).click()
    page.go_back()

    expect(page.locator("#id_museum")).to_have_value("Музей-заповедник")
