"""Who has signed up for the demonstration's workshop: a hall that is nearly full.

They are invented, and signed up at the desk like everybody. Nobody is written to: their
letters leave the outbox before a worker sees them.
"""

import secrets
from collections.abc import Sequence

from events.models import Organisation
from registrations import desk
from registrations.demo.coming import SYSTEM
from registrations.models import (
    Choice,
    ConsentText,
    Intake,
    Letter,
    Participant,
    Question,
    Registration,
)

HALL, ONLINE = Participant.Mode.IN_PERSON, Participant.Mode.ONLINE

# Museum, city, its catalogue; who comes: name, position, and whether online.
GUESTS: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Музей истории Тулы", "Тула", "КАМИС", (
        ("Белова Наталья Игоревна", "главный хранитель", HALL),
        ("Громов Пётр Алексеевич", "фотограф", HALL),
        ("Зайцева Инна Олеговна", "хранитель фонда графики", HALL),
    )),
    ("Музей обороны и блокады Ленинграда", "Санкт-Петербург", "КАМИС", (
        ("Ильина Вера Михайловна", "заведующая отделом учёта", HALL),
        ("Крылов Антон Сергеевич", "хранитель фонда документов", HALL),
    )),
    ("Псковский краеведческий музей", "Псков", "«1С:Музей»", (
        ("Лаптева Юлия Андреевна", "специалист по учёту", HALL),
        ("Морозова Дарья Павловна", "хранитель", HALL),
    )),
    ("Музей-усадьба «Заречье»", "Калуга", "В таблицах", (
        ("Никитина Светлана Юрьевна", "директор", HALL),
        ("", "", HALL),
    )),
    ("Музей военной истории Урала", "Челябинск", "КАМИС", (
        ("Орлов Максим Викторович", "заведующий фондами", HALL),
        ("Павлова Елена Николаевна", "хранитель", ONLINE),
        ("Рябов Игорь Дмитриевич", "программист", ONLINE),
    )),
    ("Городской музей Вологды", "Вологда", "В таблицах", (
        ("Соколова Мария Ильинична", "хранитель фонда фотографий", HALL),
        ("Тихонов Артём Олегович", "фотограф", HALL),
        ("Ушакова Ксения Романовна", "младший научный сотрудник", HALL),
    )),
    ("Краеведческий музей Екатеринбурга", "Екатеринбург", "«1С:Музей»", (
        ("Фёдорова Алла Борисовна", "заместитель директора", ONLINE),
        ("Хохлов Евгений Петрович", "хранитель фонда оружия", ONLINE),
    )),
    ("Музей Победы", "Москва", "КАМИС", (
        ("Цветкова Ольга Леонидовна", "ведущий методист", HALL),
        ("Чернов Кирилл Андреевич", "хранитель", HALL),
        ("Шилова Анна Денисовна", "реставратор", HALL),
        ("Щербаков Лев Ильич", "фотограф", HALL),
    )),
    ("Музей железной дороги", "Воронеж", "В таблицах", (
        ("Юдина Тамара Фёдоровна", "директор", HALL),
        ("Яковлев Роман Степанович", "хранитель", HALL),
        ("Абрамова Лидия Петровна", "экскурсовод", HALL),
    )),
)  # fmt: skip


def sign_guests_up() -> int:
    """Fill the workshop's hall but for a few seats; how many registrations were made.

    Nothing is done on a site that holds registrations or lacks the workshop.
    """
    question = Question.objects.filter(text=SYSTEM).select_related("intake__session").first()
    if question is None or Registration.objects.exists():
        return 0
    text = ConsentText.objects.order_by("valid_from").first()
    for number, (museum, city, catalogue, people) in enumerate(GUESTS):
        chosen = Choice.objects.get(question=question, text=catalogue)
        application = desk.Application(
            form_key=secrets.token_urlsafe(24),
            language="ru",
            contact=_contact(number, museum, city, people),
            people=[desk.Person(name, position, mode) for name, position, mode in people],
            consent_text_ids=[text.pk] if text else [],
            address=None,
            answers=[desk.Answered(question.pk, choice_ids=[chosen.pk])],
        )
        _submit(question.intake, application)
    return len(GUESTS)


def _contact(
    number: int, museum: str, city: str, people: Sequence[tuple[str, str, str]]
) -> desk.Contact:
    """The first of the people; telephones begin with 000, which no exchange has."""
    name, position, _mode = people[0]
    return desk.Contact(
        contact_name=name,
        contact_position=position,
        museum=museum,
        organisation_id=Organisation.objects.filter(name=museum)
        .values_list("pk", flat=True)
        .first(),
        city=city,
        email=f"guest{number + 1}@museum.example",
        phone=f"+7 (495) 000-20-{number + 10}",
    )


def _submit(intake: Intake, application: desk.Application) -> None:
    registration = desk.submit(intake=intake, application=application).registration
    Letter.objects.filter(registration=registration).delete()
