"""What was typed on a keyboard is published as a printer would set it."""

import re
from time import perf_counter

import pytest
from django.utils.safestring import mark_safe
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.rich_text import cleaned, plain
from museumsite.typography import typeset, typeset_html
from museumsite.wording import no_orphans, whole_words
from tests.make import make_announcement


def shown(text):
    """With unbreakable spaces that a reader of this file can see."""
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        # Quotation marks
        ('"Музей Победы" открыт', "«Музей Победы» открыт"),
        ('Музей "Память "Победы""', "Музей «Память „Победы“»"),
        ("«Музей «Победы»»", "«Музей „Победы“»"),
        ("“Музей” рад", "«Музей» рад"),
        ('("Музей")', "(«Музей»)"),
        ('Сказал: "Да!", ушёл', "Сказал: «Да!», ушёл"),
        ('Экран 27" шире', 'Экран 27" шире'),
        ('Начал "и не кончил', 'Начал "и_не_кончил'),
        ("Жанна д'Арк", "Жанна д’Арк"),
        # Dashes and ranges
        ("Музей - это дом", "Музей_— это дом"),
        ("Музей -- это дом", "Музей_— это дом"),
        ("Музей – это дом", "Музей_— это дом"),
        ("- Да, - сказал директор", "—_Да,_— сказал директор"),
        ("военно-исторический", "военно-исторический"),
        ("1941-1945 годы", "1941–1945_годы"),
        ("1941 - 1945 гг.", "1941–1945_гг."),
        ("с 10:00-18:00", "с_10:00–18:00"),
        ("10-15 участников", "10–15_участников"),
        ("счёт 3-2, код 10-05, 2024-08-13", "счёт 3-2, код 10-05, 2024-08-13"),
        ("152-ФЗ, Т-34-85, 5-6-летние", "152-ФЗ, Т-34-85, 5-6-летние"),
        # Dots and spaces
        ("Итак...", "Итак…"),
        ("Что?.. Да!.. ....", "Что?.. Да!.. ...."),
        ("Слово , слово !", "Слово, слово!"),
        ("Улыбка :)", "Улыбка :)"),
        # What holds together
        ("13 августа 2024 года", "13_августа 2024_года"),
        ("в 2024 г.", "в_2024_г."),
        ("в г. Санкт-Петербурге", "в_г._Санкт-Петербурге"),
        ("и в музее, не с ним", "и_в_музее, не_с_ним"),
        ("А. В. Королёв", "А._В._Королёв"),
        ("А.В.Королёв", "А._В._Королёв"),
        ("Королёв А.В.", "Королёв_А._В."),
        ("т.е. и т. д.", "т._е. и_т._д."),
        ("приказ №5, § 7", "приказ №_5, §_7"),
        ("10 000 рублей, 50 %", "10_000_рублей, 50_%"),
        ("XX век, 5 км", "XX_век, 5_км"),
        ("тел. +7 (499) 449-81-17", "тел. +7_(499)_449-81-17"),
        ("8 800 555-35-35", "8_800_555-35-35"),
        ("Факс: 22-45", "Факс: 22-45"),
        # Not language
        ("https://музей.рф/a--b?q=%22-%22 - сайт", "https://музей.рф/a--b?q=%22-%22_— сайт"),
        ("Пишите: ivanov-1-2@museum.example .", "Пишите: ivanov-1-2@museum.example."),
        ("план-2024-2025.pdf и /a/2024-2025/", "план-2024-2025.pdf и_/a/2024-2025/"),
        ("museum.ru/2024-2025...", "museum.ru/2024-2025…"),
        ("manage.py migrate --plan", "manage.py migrate --plan"),
        ("Две строки -\n- вторая", "Две строки -\n—_вторая"),
        ("", ""),
    ],
)
def test_russian_is_set_so_and_once(typed, printed):
    done = typeset(typed, "ru")

    assert shown(done) == printed
    assert typeset(done, "ru") == done


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('The "Museum" is open', "The “Museum” is open"),
        ("The 'Museum' is open", "The ‘Museum’ is open"),
        ("\"'Yes' is 'no',\" she said", "“‘Yes’ is ‘no’,” she said"),
        ("It's the museums' day, don't", "It’s the museums’ day, don’t"),
        ("the '90s", "the ’90s"),
        ("Museum - a house", "Museum_– a house"),
        ("Museum -- a house", "Museum_— a house"),
        ("Museum--a house...", "Museum—a house…"),
        ("1941-1945, pp. 5-7", "1941–1945, pp._5–7"),
        ("13 August 2024, August 13", "13_August 2024, August_13"),
        ("Dr Smith and J. R. Smith", "Dr_Smith and J._R._Smith"),
        ("5'10\" tall", "5'10\" tall"),
        ("A «Музей» in English", "A «Музей» in English"),
        ("see https://a.example/it's-5-7", "see https://a.example/it's-5-7"),
    ],
)
def test_english_is_set_so_and_once(typed, printed):
    done = typeset(typed, "en")

    assert shown(done) == printed
    assert typeset(done, "en") == done


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('<p>"<em>Музей</em>" - дом</p>', "<p>«<em>Музей</em>»&nbsp;— дом</p>"),
        ('<p><strong>"Музей</strong> Победы"</p>', "<p><strong>«Музей</strong> Победы»</p>"),
        ('<p>"Один</p><p>два"</p>', '<p>"Один</p><p>два"</p>'),
        ('<p>Да<br>"Нет"<br>- Да</p>', "<p>Да<br>«Нет»<br>—&nbsp;Да</p>"),
        ("<ul><li>- Да...</li></ul>", "<ul><li>—&nbsp;Да…</li></ul>"),
        ('<p>в <a href="/a-b/?q=1-5">"доме"</a> ,</p>',
         '<p>в&nbsp;<a href="/a-b/?q=1-5">«доме»</a>,</p>'),
        ('<p>"а" <code>"b" - c...</code></p>', '<p>«а» <code>"b" - c...</code></p>'),
        ('<pre>"а" - <b>b</b>\n...</pre>', '<pre>"а" - <b>b</b>\n...</pre>'),
        ("<p>в<sup>1</sup> доме&nbsp;&amp; &lt;b&gt;</p>",
         "<p>в<sup>1</sup> доме&nbsp;&amp; &lt;b&gt;</p>"),
        ('<figure><img src="/media/a.png" alt="&quot;a&quot; - b > c"></figure>',
         '<figure><img src="/media/a.png" alt="&quot;a&quot; - b > c"></figure>'),
        ("<p>1941<em>-</em>1945, .<b>.</b>.</p>", "<p>1941<em>–</em>1945, …<b></b></p>"),
    ],
)  # fmt: skip
def test_html_is_set_across_its_tags_and_none_is_touched(typed, printed):
    done = typeset_html(typed, "ru")

    assert done == printed
    assert typeset_html(done, "ru") == done


PIECES = [
    *'"«»„“”\'-–—.,:!?()/@№\u00a0\n\ue000\ue001', *"  ввАМм10", "--", "...", " - ", "1941", "12:30",
    "Музей", "года", "г.", "т.", "А.", "Королёв", "the", "+7 (499) 449", "https://a.ru/", "a@b.ru",
    "a.pdf", "&",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
TAGS = st.sampled_from(
    [
        "<em>",
        "</em>",
        "<br>",
        "<code>",
        "</code>",
        "<p>",
        "<sup>1</sup>",
        '<a href="/1-5/">',
        "</a>",
    ]
)
MEANT = re.compile(r"[\s\u00a0\"«»„“”'‘’—–.…-]")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_setting_twice_is_setting_once_and_only_marks_and_spaces_change(language):
    @settings(max_examples=150, deadline=None)
    @given(TEXTS)
    @example('""а" б"')
    def holds(text):
        done = typeset(text, language)
        assert typeset(done, language) == done
        assert MEANT.sub("", done) == MEANT.sub("", text)

    holds()


def test_what_is_saved_is_what_would_be_shown_untied():
    words = ["в", "на", "Музей", "года", "10", "—", "-", ",", "(", ")", "«", '"', "и"]

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sampled_from(words), max_size=20).map(" ".join))
    def holds(text):
        done = typeset(text, "ru")
        assert no_orphans(done) == done

    holds()


def test_what_was_set_is_clean_and_cleaning_and_setting_change_it_no_more():
    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.one_of(TEXTS, TAGS), max_size=8).map("".join))
    def holds(typed):
        html = cleaned(typed)
        done = typeset_html(html, "ru")
        assert cleaned(done) == done
        assert typeset_html(done, "ru") == done
        assert re.findall("<[^>]*>", done) == re.findall("<[^>]*>", html)
        assert MEANT.sub("", plain(done)) == MEANT.sub("", plain(html))

    holds()


def test_what_would_not_fit_any_more_stays_as_typed():
    assert typeset("№5 " * 3, "ru", max_length=9) == "№5 " * 3
    assert typeset_html("<p>в а</p>", "ru", max_length=10) == "<p>в а</p>"


@pytest.mark.parametrize(
    "piece", ["a", "-", '"', "1.", "<p>", "в ", "<", "1 ", " '", "a@", ". ", "А.", "(1", " -"]
)
def test_no_text_takes_long(piece):
    text = piece * (60_000 // len(piece))
    started = perf_counter()

    typeset(text, "ru")
    typeset_html(text, "en")

    assert perf_counter() - started < 3


# --- On the site ------------------------------------------------------------------------

TYPED = {
    "title": 'Музей "Победа" - в 2024 году',
    "lead": "С 13 августа...",
    "body": '<p>"<em>Да</em>" - 5 км</p><pre>"a" - b</pre>',
}


@pytest.mark.django_db
def test_an_announcement_is_set_when_it_is_saved_and_its_address_stays_plain():
    announcement = make_announcement(**TYPED)

    announcement.refresh_from_db()

    assert shown(announcement.title) == "Музей «Победа»_— в_2024_году"
    assert shown(announcement.lead) == "С_13_августа…"
    assert announcement.body == ('<p>«<em>Да</em>»&nbsp;— 5&nbsp;км</p><pre>"a" - b</pre>')
    assert announcement.slug == "muzej-pobeda-v-2024-godu"


@pytest.mark.django_db
def test_an_english_announcement_is_set_as_english_is():
    announcement = make_announcement(**{**TYPED, "title": 'The "Museum" - it\'s'}, language="en")

    assert shown(announcement.title) == "The “Museum”_– it’s"


@pytest.mark.django_db
def test_with_typography_switched_off_everything_stays_as_typed():
    announcement = make_announcement(**TYPED, is_typeset=False)

    announcement.refresh_from_db()

    assert {name: getattr(announcement, name) for name in TYPED} == TYPED


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("в Санкт-Петербурге", "в [Санкт-Петербурге]"),
        ("«военно-исторических» и 80-летия", "«[военно-исторических]» и [80-летия]"),
        ("историко-художественного", "историко-художественного"),
        ("2020-2024 - <b-c>", "[2020-2024] - &lt;[b-c]&gt;"),
        (mark_safe('<mark id="a-b">я</mark>, где-то'), '<mark id="a-b">я</mark>, [где-то]'),
    ],
)
def test_a_hyphenated_word_of_a_headline_is_not_torn_unless_it_is_too_long(text, html):
    shown_as = whole_words(text).replace('<span class="whole-word">', "[").replace("</span>", "]")

    assert shown_as == html
