"""A real Chromium, and the real site with its demonstration content behind it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.real_site import PreparedSites, RealSite

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PASSWORD = "a long password for one test"
MAKE_STAFF = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("director", password="{PASSWORD}")
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; CHROMIUM names another."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine: browser tests do not run (set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_site(
    prepared_sites: PreparedSites, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealSite]:
    """One site with the demonstration content for all tests that only read it."""
    site = prepared_sites.new_site(
        tmp_path_factory.mktemp("demo") / "site", demo=True, environment={}
    )
    site.start()
    yield site
    site.remove()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(PHONE, scripts=False)`: a page of a new visitor, who has no cookie yet."""
    contexts: list[BrowserContext] = []

    def open_page(size: dict[str, int] = DESKTOP, *, scripts: bool = True, **more: object) -> Page:
        context = chromium.new_context(
            viewport=size, java_script_enabled=scripts, locale="ru-RU", **more
        )
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def staffed_site(
    prepared_sites: PreparedSites, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealSite]:
    """The demonstration content, and a colleague who may do everything."""
    folder = tmp_path_factory.mktemp("staffed") / "site"
    site = prepared_sites.new_site(folder, demo=True, environment={})
    site.shell(MAKE_STAFF)
    site.start()
    yield site
    site.remove()


@pytest.fixture
def desk_of(staffed_site: RealSite, visit: Callable[..., Page]) -> Callable[[dict[str, int]], Page]:
    """`desk_of(PHONE)`: a browser in which the director has signed in.

    `page.complaints` is what the browser has said against its pages.
    """

    def open_desk(size: dict[str, int]) -> Page:
        page = visit(size, base_url=f"{staffed_site.url}/admin/")
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("login/")
        page.get_by_label("Имя пользователя").fill("director")
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("heading", name="Что вы хотите сделать?")).to_be_visible()
        return page

    return open_desk
