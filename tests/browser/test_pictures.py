"""An editor's pictures in a browser: many at once, the point in sight, a cover on the spot."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.picture_files import RED, photograph, picture_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What a browser does when a file is dropped on the page.
DROP = """zone => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(["no picture"], "план.txt", {type: "text/plain"}));
    const how = {dataTransfer: dropped, bubbles: true, cancelable: true};
    zone.dispatchEvent(new DragEvent("drop", how));
}"""


def chosen(file, name):
    file.seek(0)
    return {"name": name, "mimeType": "image/png", "buffer": file.read()}


def test_files_are_chosen_or_dropped_and_the_point_in_sight_is_clicked_or_moved(desk_of):
    page = desk_of(DESKTOP)
    page.goto("events/picture/add/")
    drawing = {"name": "схема.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}

    page.locator("input[name=files]").set_input_files(
        [chosen(photograph(size=(300, 200)), "зал.jpg"), drawing]
    )
    page.locator("[data-zone]").evaluate(DROP)

    answers = page.locator(".upload__answer")
    expect(answers.nth(0)).to_contain_text("зал.jpg в библиотеке — описать", use_inner_text=True)
    expect(answers.nth(1)).to_contain_text("Это рисунок SVG")
    expect(answers.nth(2)).to_contain_text("не читается как картинка")
    expect(page.get_by_role("button", name="Загрузить", exact=True)).to_be_hidden()

    page.get_by_role("link", name="описать").click()
    picture = page.locator(".focal__picture")
    size = picture.bounding_box()
    picture.click(position={"x": size["width"] * 0.25, "y": size["height"] * 0.8})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")

    expect(page.get_by_label("Слева, %")).to_have_value("26")
    expect(page.get_by_label("Сверху, %")).to_have_value("70")
    cut = page.locator(".focal__cut img").first
    assert cut.evaluate("image => image.style.objectPosition") == "50% 100%"
    assert page.complaints == []


def test_a_cover_is_chosen_with_the_keyboard_taken_off_and_uploaded(desk_of):
    page = desk_of(DESKTOP)
    page.goto("events/announcement/add/")
    number = page.locator("[data-cover-input]")
    choose = page.get_by_role("button", name="Выбрать из библиотеки…")

    choose.press("Enter")
    expect(page.locator(".library-dialog .tile")).not_to_have_count(0)
    page.keyboard.type("ваза")
    expect(page.locator(".library-dialog .tile")).to_have_count(1)
    page.keyboard.press("Enter")  # must not send the announcement
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(number).to_have_value(re.compile(r"\d+"))
    expect(page.locator("[data-cover-name]")).to_contain_text("Древняя ваза")
    expect(choose).to_be_focused()
    page.get_by_role("button", name="Убрать обложку").click()
    expect(number).to_have_value("")

    file = picture_file(colour=(*RED[:2], 77))
    page.locator("[data-cover-file]").set_input_files(chosen(file, "новая.png"))
    expect(page.locator("[data-cover-name]")).to_have_text("новая — без описания")
    expect(number).not_to_have_value("")
    assert page.complaints == []
