"""The rich text editor in a real browser: what is typed, chosen or pasted is what is published."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.test_uploads import PDF

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """html => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "…");
    const paste = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
    document.querySelector(".rich-text .prose").dispatchEvent(paste);
}"""
# As Word puts it on the clipboard: lists are paragraphs, headings have a first rank, and there
# are styles, a comment, a picture of the author's disk.
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0cm; color:red} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=RU>
<!--StartFragment--><h1 style='color:red'>Ночь музеев<o:p></o:p></h1>
<p class=MsoNormal style='margin-bottom:8pt'><b style='mso-bidi-font-weight:normal'>Дата:</b>
<span style='font-size:14.0pt'>18 мая</span><a style='mso-comment-reference:A_1'
class=MsoCommentReference href="#_msocom_1">[А1]</a>, <span style='font-style:italic'>до утра</span>
<img width=300 height=200 src="file:///C:/image001.png"></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Экскурсия</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>для детей</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>3.<span>&nbsp; </span></span><![endif]>Третий зал</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td width=100><p
class=MsoNormal><b>Час<o:p></o:p></b></p></td><td><p class=MsoNormal><b>Зал</b></p></td></tr>
<tr><td><p class=MsoNormal>19:00</p></td><td><p class=MsoNormal>Белый</p></td></tr></table>
<!--EndFragment--></body></html>"""
WORD_AS_KEPT = (
    "<h2>Ночь музеев</h2><p><strong>Дата:</strong> 18&nbsp;мая, <em>до&nbsp;утра</em></p>"
    "<ul><li>Экскурсия<ul><li>для детей</li></ul></li></ul>"
    '<ol start="3"><li>Третий зал</li></ol>'
    '<table><thead><tr><th scope="col">Час</th><th scope="col">Зал</th></tr></thead>'
    "<tbody><tr><td>19:00</td><td>Белый</td></tr></tbody></table>"
)
# What decides how a text looks, of every element in it that has words.
LOOKS = """() => {
    const kinds = "p,h2,h3,h4,ul,ol,li,blockquote,strong,em,a,th,td,figcaption,cite";
    const what = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "lineHeight", "color",
        "marginTop", "marginBottom", "paddingLeft", "listStyleType", "borderTopWidth",
        "borderLeftWidth", "backgroundColor", "textTransform", "float"];
    const text = [...document.querySelectorAll(".prose")].find((one) => one.querySelector("h2"));
    return [...text.querySelectorAll(kinds)]
        .filter((one) => one.textContent.trim() && !one.matches("li > p, td > p, th > p"))
        .map((one) => [one.localName, ...what.map((name) => getComputedStyle(one)[name])].join());
}"""


def open_editor(desk_of, size=DESKTOP) -> Page:
    page = desk_of(size)
    page.goto("events/announcement/add/")
    page.locator("#id_title").fill("Ночь музеев")
    page.locator("#id_category").select_option(index=1)
    page.get_by_role("textbox", name="Текст:", exact=True).click()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def kept_text(page: Page) -> str:
    """Save the draft, and read the HTML that is kept."""
    page.get_by_role("button", name="Сохранить черновик").click()
    page.wait_for_url(re.compile(r"/\d+/change/|/announcement/$"))
    if not page.url.endswith("/change/"):
        page.get_by_role("link", name="Ночь музеев").first.click()
    expect(page.locator(".rich-text")).to_be_visible()
    return page.evaluate("document.querySelector('textarea[data-rich-text]').defaultValue")


def test_a_text_is_written_and_looks_on_the_page_as_in_the_editor(desk_of):
    page = open_editor(desk_of)
    keyboard = page.keyboard

    press(page, "Заголовок H2")
    keyboard.type("Залы")
    keyboard.press("Enter")
    keyboard.type("Вход ")
    keyboard.press("Control+b")
    keyboard.type("свободный")
    keyboard.press("Control+b")
    keyboard.type(": ")
    keyboard.press("Control+k")
    keyboard.type("museum.example/night")
    page.get_by_label("Слова ссылки").fill("программа")
    keyboard.press("Enter")
    keyboard.press("Enter")
    press(page, "Список")
    keyboard.type("первый")
    keyboard.press("Enter")
    keyboard.type("второй")
    keyboard.press("Enter")
    keyboard.press("Enter")
    press(page, "Таблица")
    for words in ("Час", "Зал", "Кто", "19:00"):
        keyboard.type(words)
        keyboard.press("Tab")
    press(page, "Удалить столбец")
    press(page, "Строка ниже")

    html = kept_text(page)

    assert html.startswith(
        "<h2>Залы</h2><p>Вход <strong>свободный</strong>: "
        '<a href="https://museum.example/night">программа</a></p>'
        "<ul><li>первый</li><li>второй</li></ul>"
        '<table><thead><tr><th scope="col">Час</th><th scope="col">Кто</th></tr></thead>'
        "<tbody><tr><td>19:00</td><td></td></tr>"
    )
    in_the_editor = page.evaluate(LOOKS)
    page.goto("/events/noch-muzeev/")
    assert page.evaluate(LOOKS) == in_the_editor
    assert page.complaints == []


def test_pictures_videos_and_files_are_chosen_or_uploaded(desk_of):
    page = open_editor(desk_of)

    press(page, "Картинка")
    dialog = page.get_by_role("dialog", name="Выберите картинку")
    dialog.get_by_label("Поиск по картинкам").fill("нет такой")
    expect(dialog).to_contain_text("Ничего не нашлось.")
    dialog.get_by_label("Поиск по картинкам").fill("")
    dialog.locator(".rich-text-shelf__item").first.click()
    page.get_by_label("Что изображено").fill("Зал ночью")
    page.get_by_label("Автор или источник").fill("А. Б.")
    page.get_by_role("button", name="Вставить в текст").click()
    expect(page.locator(".rich-text figure img")).to_have_attribute("alt", "Зал ночью")
    press(page, "Видео")
    page.get_by_label("Адрес страницы с видео").fill("http://rutube.ru/video/1/")
    page.get_by_role("button", name="Вставить в текст").click()
    expect(page.get_by_role("alert")).to_contain_text("Это не адрес страницы.")
    page.get_by_label("Адрес страницы с видео").fill("https://rutube.ru/video/1/")
    page.get_by_role("button", name="Вставить в текст").click()
    page.keyboard.press("Control+End")
    press(page, "Файл для скачивания")
    page.locator(".rich-text-shelf__files").set_input_files(
        {"name": "Программа.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.locator(".rich-text a[data-document]")).to_have_text("Программа")

    html = kept_text(page)

    figure = re.match(
        r'<figure data-picture="\d+"><img src="/media/pictures/[^"]+" alt="([^"]+)">'
        r"<figcaption>(?:[^<]*)<cite>([^<]+)</cite></figcaption></figure>",
        html,
    )
    assert figure.groups() == ("Зал ночью", "А. Б.")
    assert '<figure data-video="https://rutube.ru/video/1/"></figure>' in html
    assert re.search(r'<p><a href="/media/documents/[^"]+\.pdf" data-document="\d+">П', html)
    assert page.complaints == []


def test_what_comes_from_word_keeps_its_structure_and_nothing_else(desk_of):
    page = open_editor(desk_of)

    page.evaluate(PASTE, FROM_WORD)

    expect(page.locator(".rich-text__note")).to_contain_text("Картинки из вставленного текста")
    assert kept_text(page) == WORD_AS_KEPT
    assert page.complaints == []


def test_every_button_is_reached_by_keys_and_a_dialog_gives_the_focus_back(desk_of):
    page = open_editor(desk_of, PHONE)
    focused = "document.activeElement.getAttribute('aria-label')"
    text = page.get_by_role("textbox", name="Текст:", exact=True)

    page.keyboard.press("Alt+F10")
    assert page.evaluate(focused) == "Обычный абзац"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "Заголовок H2"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == "Убрать оформление"
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Куда ведёт")).to_be_focused()
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_without_scripts_the_text_is_written_as_html(visit, staffed_site, desk_of):
    state = desk_of(DESKTOP).context.storage_state()
    page = visit(DESKTOP, scripts=False, storage_state=state)

    page.goto(f"{staffed_site.url}/admin/events/announcement/add/")

    expect(page.locator("textarea[name=body]")).to_be_visible()
    expect(page.locator(".rich-text")).to_have_count(0)
