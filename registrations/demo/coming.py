"""What lies ahead of the day of loading, so that a newcomer finds doors that are open.

The events are invented, and their dates follow from the day the content is loaded. They were
announced before the archive's items, so that beside the real page stand the very six «Другие
события» that stand there in the original.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.models import Session
from museumsite import zones
from registrations.demo import directory, english, workshop
from registrations.demo.shapes import Asked, Cover, Held, Item, SignUpRules
from registrations.models import Question

WEDNESDAY, THURSDAY, SATURDAY = 2, 3, 5
SYSTEM, OTHER_SYSTEM = "В какой системе вы ведёте каталог?", "В другой"
WORKSHOP_QUESTIONS = (
    Asked(
        SYSTEM,
        "Which system holds your catalogue?",
        Question.Kind.ONE,
        Question.Asks.REGISTRATION,
        is_required=True,
        choices=(
            ("КАМИС", "KAMIS", None),
            ("«1С:Музей»", "1C:Museum", None),
            ("В таблицах", "In spreadsheets", None),
            (OTHER_SYSTEM, "In another one", None),
        ),
    ),
    Asked(
        "Как она называется?",
        "What is it called?",
        Question.Kind.SHORT,
        Question.Asks.REGISTRATION,
        is_required=True,
        after=(SYSTEM, OTHER_SYSTEM),
    ),
    Asked(
        "Что разобрать в первую очередь?",
        "What should we begin with?",
        Question.Kind.LONG,
        Question.Asks.REGISTRATION,
        hint="Одна-две фразы: ведущий прочтёт их до занятия.",
        hint_en="A sentence or two: the speaker reads them beforehand.",
    ),
    Asked(
        "Останетесь на экскурсию по фондохранилищу?",
        "Will you stay for the tour of the stores?",
        Question.Kind.ONE,
        choices=(
            ("Да, в 17:15", "Yes, at 17:15", 12),
            ("Нет", "No", None),
        ),
    ),
    Asked(
        "Привезёте свой ноутбук?",
        "Will you bring a laptop?",
        Question.Kind.YES_NO,
        hint="Без него найдём место рядом с коллегой.",
        hint_en="Without one, you can sit beside a colleague.",
    ),
)


def coming_items(at: datetime) -> tuple[Item, ...]:
    """Items that are out, with what they announce after `at`; one that follows, and a draft."""
    today = at.astimezone(ZoneInfo(zones.MOSCOW)).date()
    return (
        _archive_workshop(today),
        _teachers_webinar(today),
        _exhibition(today),
        _young_guides(today),
        _report_draft(),
    )


def weekday_after(day: date, days: int, weekday: int) -> date:
    """The first `weekday` (Monday is 0) at least `days` days after `day`, not in the holidays."""
    earliest = day + timedelta(days=days)
    found = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    while _is_new_year_holiday(found):
        found += timedelta(weeks=1)
    return found


def _is_new_year_holiday(day: date) -> bool:
    return (day.month, day.day) >= (12, 30) or (day.month, day.day) <= (1, 10)


def _published(day: date, wall_time: time) -> datetime:
    return datetime.combine(day, wall_time, tzinfo=ZoneInfo(zones.MOSCOW))


def _archive_workshop(today: date) -> Item:
    return Item(
        title="Архив открывается: практикум по оцифровке музейных фондов",
        published=_published(date(2025, 10, 29), time(11)),
        category="Анонсы",
        organisers=(directory.ASSOCIATION, directory.VICTORY_MUSEUM),
        contact=directory.LITVINOVA,
        cover=Cover(
            "archive.webp",
            alt="Архивные полки с папками; перед ними лист с печатью, по которому скользит луч сканера",
            focus=(50, 56),
        ),
        lead=(
            "День для хранителей, фотографов и тех, кто ведёт электронный каталог: от первого"
            " снимка до карточки, которую находит читатель. Можно приехать в Москву,"
            " можно подключиться из своего музея."
        ),
        body="""\
Оцифровка редко останавливается из-за техники. Чаще из-за мелочей: снимки названы кто во что горазд, карточка заполнена до половины, а согласие наследников лежит в папке, про которую помнит один человек. Об этих мелочах и поговорим — на настоящих предметах и с теми, кто уже прошёл этот путь.

До обеда — съёмка. Как поставить свет в обычном кабинете, что делать с блеском орденов и эмали, чем документ на кальке отличается от фотографии. Каждый снимет один предмет сам и сравнит результат с соседями.

После обеда — описание. Разберём, какие поля карточки нужны читателю, а какие только отчёту, как хранить исходные файлы и проверять их раз в год, что можно выложить в открытый доступ и на каких условиях.

Участникам в зале стоит взять с собой ноутбук. Тем, кто подключается издалека, ссылка придёт письмом накануне; запись останется у всех участников. После занятия желающих проведут по фондохранилищу — там тесно, поэтому группа небольшая.

Участие бесплатное. От одного музея можно записать до четырёх человек. Мест в зале немного; когда они закончатся, откроется лист ожидания, а подключиться издалека можно в любом случае.""",
        sessions=(
            Held(
                day=weekday_after(today, 38, THURSDAY),
                starts=time(11),
                ends=time(17),
                mode=Session.Mode.HYBRID,
                venue=directory.VICTORY_MUSEUM_HALL,
                programme=workshop.PROGRAMME,
                sign_up=SignUpRules(
                    opens=today - timedelta(days=2),
                    deadline=today + timedelta(days=20),
                    capacity=22,
                    participants_limit=4,
                    more={
                        "online_capacity": 200,
                        "has_waiting_list": True,
                        "museum_limit": 4,
                        "names_until_date": today + timedelta(days=27),
                        "offers_from_days": 3,
                        "offer_hours": 12,
                        "reminders": "7, 1",
                        "online_link": "https://video.association.example/workshop",
                        "asks_photographs": True,
                        "asks_news": True,
                    },
                    questions=WORKSHOP_QUESTIONS,
                ),
            ),
        ),
        english=english.ARCHIVE_WORKSHOP,
    )


def _teachers_webinar(today: date) -> Item:
    day = weekday_after(today, 16, WEDNESDAY)
    return Item(
        title="Предмет рассказывает: вебинар для музейных педагогов",
        published=_published(date(2025, 10, 23), time(9, 30)),
        category="Образование",
        organisers=(directory.VLADIVOSTOK_MUSEUM,),
        contact=directory.KIM,
        cover=Cover(
            "object.webp",
            alt="Древняя ваза на постаменте; от неё расходятся круги света, вокруг — реплики",
            focus=(50, 46),
        ),
        lead=(
            "Как построить занятие вокруг одной вещи из витрины, чтобы пятиклассники спорили,"
            " а не скучали. Встреча в сети, по владивостокскому времени."
        ),
        body="""\
Солдатская кружка, школьная тетрадь, билет на пароход — в каждом музее есть вещи, мимо которых проходят. На вебинаре покажем, как за полтора часа превратить такую вещь в занятие: с вопросом, на который нет готового ответа, с ролями для всего класса и с коротким текстом, который дети напишут сами.

Первую половину встречи занимает пример: занятие о письме, не дошедшем до адресата. Во второй участники соберут набросок собственного занятия и получат отклик коллег.

Понадобятся компьютер с камерой и фотография одного предмета из вашей экспозиции. Время указано владивостокское: если вы в другом городе, откройте список часовых поясов рядом со сроком подачи заявок.""",
        sessions=(
            Held(
                day=day,
                starts=time(15),
                ends=time(16, 30),
                zone="Asia/Vladivostok",
                mode=Session.Mode.ONLINE,
                sign_up=SignUpRules(
                    opens=today - timedelta(days=4),
                    deadline=day - timedelta(days=1),
                    deadline_time=time(18),
                    capacity=200,
                    participants_limit=10,
                ),
            ),
        ),
    )


def _exhibition(today: date) -> Item:
    return Item(
        title="Выставка «Треугольник без марки»: письма, которые дождались",
        published=_published(date(2025, 10, 15), time(14)),
        category="Выставки",
        organisers=(directory.YEKATERINBURG_MUSEUM,),
        contact=directory.UVAROV,
        cover=Cover(
            "letters.webp",
            alt="Фронтовые письма-треугольники; самое большое — светлое, с круглой печатью",
            focus=(50, 45),
        ),
        lead=(
            "Фронтовые письма из семейных архивов города — с именами, почерком и пометками"
            " цензора. На открытие приглашаем всех, записываться не нужно."
        ),
        body="""\
Весной музей попросил горожан принести письма, которые хранятся дома. Принесли больше трёхсот: треугольники, открытки, телеграммы, листки из ученических тетрадей. Лучшее, что можно сделать с письмом, — прочитать его вслух, поэтому рядом с каждой витриной звучит голос.

Куратор проведёт по выставке в день открытия, после короткой встречи с теми, кто поделился письмами. Оригиналы пробудут в залах недолго: бумаге вреден свет, и потом их сменят точные копии.

Вход на открытие свободный. Если дома сохранились письма, возьмите их с собой: сотрудник фондов расскажет, как их беречь, и, если вы захотите, сделает копию на месте.""",
        sessions=(
            Held(
                day=weekday_after(today, 9, SATURDAY),
                starts=time(12),
                ends=time(15),
                zone="Asia/Yekaterinburg",
                venue=directory.YEKATERINBURG_HALL,
            ),
        ),
    )


def _young_guides(today: date) -> Item:
    """Not visible yet: it appears by itself thirty days after loading."""
    opens = today + timedelta(days=35)
    return Item(
        title="Школа молодого экскурсовода: набор новой группы",
        published=_published(today + timedelta(days=30), time(10)),
        category="Образование",
        organisers=(directory.VICTORY_MUSEUM,),
        contact=directory.LITVINOVA,
        cover=Cover(
            "guide.webp",
            alt="Экскурсовод с флажком ведёт группу через анфиладу музейных залов",
            focus=(55, 82),
        ),
        lead=(
            "Восемь суббот, после которых старшеклассник проводит по музею свою первую"
            " экскурсию. Приём заявок откроется через несколько дней."
        ),
        body="""\
Занимаемся по субботам: голос, маршрут, вопрос вместо лекции, поведение в зале. На последнем занятии каждый ведёт группу — сначала своих родных, потом настоящих посетителей.

Заявку подаёт школа или музей: от одной организации — не больше трёх человек. Опыт не нужен, нужно любопытство.""",
        sessions=(
            Held(
                title="Вводное занятие",
                day=weekday_after(today, 75, SATURDAY),
                starts=time(12),
                ends=time(14),
                venue=directory.VICTORY_MUSEUM_HALL,
                sign_up=SignUpRules(
                    opens=opens,
                    deadline=today + timedelta(days=60),
                    capacity=20,
                    participants_limit=3,
                    more={"needs_approval": True, "has_waiting_list": True, "museum_limit": 3},
                ),
            ),
        ),
    )


def _report_draft() -> Item:
    return Item(
        title="Собираем вопросы к итоговой встрече музеев",
        published=None,
        category="Новости",
        lead="Черновик: дополнить датой встречи и согласовать с отделом регионального развития.",
        body="""\
Каждый год мы заканчиваем встречей, на которой отвечаем на вопросы музеев. Пришлите свой заранее — тогда на него ответят подробно, с примерами и цифрами.""",
        contact=directory.KOROLYOV,
    )
