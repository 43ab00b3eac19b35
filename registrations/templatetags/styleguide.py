"""Examples for the style guide: rows that are never saved, in every state a page can show."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.http import QueryDict

from events.feed_choices import FeedChoices
from events.models import Announcement, Category, Contact, Organisation, Session, Venue
from events.months import Month
from events.previews import Preview
from events.search import Question as SearchQuestion
from events.search.marks import Excerpt
from registrations import refusals
from registrations.forms import SignUpForm
from registrations.forms.questionnaire import Questionnaire
from registrations.models import ConsentText, Intake, Purpose, Question
from registrations.state import Facts, Room, state_of
from registrations.words import SignUp

register = template.Library()
AT = datetime(2024, 8, 13, 9, tzinfo=UTC)
OPENS_AT = datetime(2024, 7, 31, 21, tzinfo=UTC)
CLOSES_AT = datetime(2024, 8, 19, 21, tzinfo=UTC)
TITLES = [
    "«Путь к Победе»",
    "Музей и школа: уроки, которые помнят",
    "8-летие Международного проекта «Территория Победы»",
    "Интервью директора Новосибирского государственного краеведческого музея",
    "Ночь в депо",
    "Школа музейного хранителя: учёт, реставрация, цифровая опись",
]


TEXT = (
    "<h2>Программа дня</h2><p>Регистрация участников — у главного входа.</p>"
    "<h3>Утро</h3><ol><li>Открытие.</li><li>Круглый стол.</li></ol>"
    "<h4>Вечер</h4><blockquote><p>Музей — это место, где время становится предметом.</p>"
    '</blockquote><table><thead><tr><th scope="col">Время</th><th scope="col">Зал</th></tr>'
    "</thead><tbody><tr><td>10:00</td><td>Белый</td></tr><tr><td>11:30</td><td>Читальный</td>"
    '</tr></tbody></table><figure data-video="https://rutube.ru/video/1/">'
    "<figcaption>Запись трансляции<cite>Музей Победы</cite></figcaption></figure><hr>"
)


@register.simple_tag
def examples() -> dict[str, Any]:
    """What the components of the site are shown with."""
    announcements = [_announcement(number, title) for number, title in enumerate(TITLES, 1)]
    intake = _intake(announcements[3], 1)
    consent_text = ConsentText(pk=1, version="1", title="Согласие на обработку данных")
    form = SignUpForm(
        intake,
        {Purpose.PROCESSING: consent_text},
        QueryDict("email=director&participants-0-email=anna@gmial.com&participants-0-q1=yes"),
        at=AT,
        questionnaire=Questionnaire(_questions()),
    )
    form.participants[0].slips = ["email"]
    return {
        "text": TEXT,
        "announcements": announcements,
        "choices": FeedChoices(SearchQuestion.of("победа"), category=announcements[0].category),
        "excerpts": {1: Excerpt("о цене Победы", goes_on_before=True)},
        "months": {Month(2024, 8): 12, Month(2024, 7): 4},
        "sign_ups": _sign_ups(announcements[3]),
        "organisers": [Organisation(name="Музей Победы"), Organisation(name="Музей истории")],
        "contact": Contact(
            name="Королёв Аркадий Васильевич",
            position="начальник отдела регионального развития",
            phone="+7 (499) 449-81-17",
            email="korolev@museum.example",
        ),
        "form": form,
        "preview": Preview(is_out=False, shown_at=CLOSES_AT, works_until=CLOSES_AT),
        "beforehand": ["Все места в зале заняты.", "Онлайн места есть: выберите «онлайн»."],
        "refusal": refusals.Invalid(),
        "page_obj": Paginator(range(120), 12).page(4),
    }


def _questions() -> list[Question]:
    """One of each shape, the second opened by the answer to the first."""
    parking = Question(pk=1, text="Приедете на машине?", kind=Question.Kind.YES_NO)
    plate = Question(
        pk=2, text="Номер машины", hint="Для въезда во двор музея.", shown_if_question_id=1
    )
    thesis = Question(pk=3, text="Тезисы доклада", kind=Question.Kind.FILE)
    more = Question(pk=4, text="Что-то ещё?", kind=Question.Kind.LONG, shown_if_question_id=2)
    return [parking, plate, thesis, more]


def _announcement(number: int, title: str) -> Announcement:
    return Announcement(
        pk=number,
        title=title,
        slug=f"example-{number}",
        category=Category(pk=1, name="Анонсы", slug="example"),
        published_at=AT - timedelta(days=number),
        lead="Хранители пятнадцати музеев обменялись опытом учёта и реставрации.",
    )


def _intake(announcement: Announcement, number: int) -> Intake:
    session = Session(
        pk=number,
        announcement=announcement,
        start_date=date(2024, 9, 14),
        start_time=time(10),
        end_time=time(18),
        mode=Session.Mode.HYBRID,
        venue=Venue(name="Музей политической истории России", city="Санкт-Петербург"),
    )
    session.starts_at, session.ends_at = session.derived_moments()
    intake = Intake(
        pk=number,
        session=session,
        opens_date=date(2024, 8, 1),
        deadline_date=date(2024, 8, 19),
        opens_at=OPENS_AT,
        closes_at=CLOSES_AT,
        capacity=50,
        participants_limit=5,
    )
    for room in (Session.Mode.IN_PERSON, Session.Mode.ONLINE):  # as `with_seats_taken` would
        setattr(intake, f"taken_{room}", 47 if room == Session.Mode.IN_PERSON else 12)
        setattr(intake, f"waiting_{room}", 0)
    return intake


def _sign_ups(announcement: Announcement) -> list[SignUp]:
    """The same sign-up before, during and after, full, with a list, half full, cancelled."""
    moments = [OPENS_AT - timedelta(days=1), AT, CLOSES_AT]
    nearly_full, full, empty = ([Room(Session.Mode.IN_PERSON, 50, taken)] for taken in (43, 50, 0))
    chances = [(at, Facts(OPENS_AT, CLOSES_AT, nearly_full)) for at in moments]
    chances.append((AT, Facts(OPENS_AT, CLOSES_AT, full)))
    waiting = [Room(Session.Mode.IN_PERSON, 50, 50, waiting=4)]
    chances.append((AT, Facts(OPENS_AT, CLOSES_AT, waiting, has_waiting_list=True)))
    halls = [*waiting, Room(Session.Mode.ONLINE, None, 12)]
    chances.append((AT, Facts(OPENS_AT, CLOSES_AT, halls, has_waiting_list=True)))
    chances.append((AT, Facts(OPENS_AT, CLOSES_AT, empty, is_cancelled=True)))
    return [
        SignUp(_intake(announcement, number), facts, state_of(facts, at), at)
        for number, (at, facts) in enumerate(chances, 1)
    ]
