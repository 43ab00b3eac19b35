"""The columns of a table of events, and the headings people give them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from museumsite.fields import one_line


@dataclass(frozen=True)
class Column:
    """One column: its key, its heading in the template, what to write there, other headings."""

    key: str
    heading: Promise
    hint: Promise
    example: Promise | str = ""
    others: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "title",
        pgettext_lazy("column", "Title"),
        _("The only column that must be filled. The same title again: one more session of it."),
        _("A lecture about old postcards"),
        ("Заголовок", "Мероприятие", "Событие", "Name", "Summary", "Event"),
    ),
    Column(
        "category",
        pgettext_lazy("column", "Category"),
        _("As on the site; a new one is made. Empty: announcements."),
        pgettext_lazy("column", "Announcements"),
        ("Категория", "Раздел"),
    ),
    Column(
        "lead",
        pgettext_lazy("column", "Lead"),
        _("Two or three sentences for the lists, at most 1,000 characters."),
        _("The curator shows a hundred postcards of our town."),
        ("Лид", "Коротко", "Кратко", "Summary text", "Excerpt"),
    ),
    Column(
        "text",
        pgettext_lazy("column", "Text"),
        _("The whole text. An empty line begins a paragraph."),
        "",
        ("Описание", "Полный текст", "Description", "Body"),
    ),
    Column(
        "date",
        pgettext_lazy("column", "Date"),
        _("When it begins: 14.09.2024. Without a date it is an article, and nothing is held."),
        "14.09.2030",
        ("Дата начала", "Начинается", "Start date", "Day", "День"),
    ),
    Column(
        "start",
        pgettext_lazy("column", "Start"),
        _("The time: 18:30. Empty: announced later."),
        "18:30",
        ("Начало", "Время", "Время начала", "Start time", "Time"),
    ),
    Column(
        "end_date",
        pgettext_lazy("column", "End date"),
        _("Only if it ends on another day."),
        "",
        ("Последний день", "Дата конца", "Last day"),
    ),
    Column(
        "end",
        pgettext_lazy("column", "End"),
        _("The time: 20:00."),
        "20:00",
        ("Конец", "Время окончания", "Окончание", "End time"),
    ),
    Column(
        "zone",
        pgettext_lazy("column", "Time zone"),
        _("A city (Новосибирск), МСК+4 or Asia/Novosibirsk. Empty: Moscow."),
        _("Moscow"),
        ("Пояс", "Часовая зона", "Timezone", "Zone"),
    ),
    Column(
        "mode",
        pgettext_lazy("column", "Attendance"),
        _("In person, online, or both."),
        _("In person"),
        ("Формат", "Формат участия", "Mode", "Format"),
    ),
    Column(
        "venue",
        pgettext_lazy("column", "Venue"),
        _("Its name; a new one is made."),
        _("Local history museum"),
        ("Место", "Место проведения", "Place", "Location"),
    ),
    Column(
        "city",
        pgettext_lazy("column", "City"),
        _("Needed for a new venue."),
        _("Tver"),
        ("Town",),
    ),
    Column(
        "address",
        pgettext_lazy("column", "Address"),
        _("Of a new venue: street and house."),
        _("5 Sovetskaya Street"),
        ("Адрес площадки",),
    ),
    Column(
        "organisers",
        pgettext_lazy("column", "Organisers"),
        _("Museums and partners, parted by semicolons; new ones are made."),
        _("Local history museum; City library"),
        ("Организатор", "Организатор(ы)", "Organiser", "Organizer", "Organizers", "Музей"),
    ),
    Column(
        "contact",
        pgettext_lazy("column", "Contact person"),
        _("Whom to ask: full name."),
        _("Anna Smirnova"),
        ("Контакт", "Имя контактного лица", "Contact", "Contact name"),
    ),
    Column(
        "phone",
        pgettext_lazy("column", "Phone"),
        _("Of the contact person."),
        "+7 (4822) 34-51-23",
        ("Тел.", "Контактный телефон", "Contact phone"),
    ),
    Column(
        "email",
        pgettext_lazy("column", "E-mail"),
        _("Of the contact person."),
        "lectures@museum.example",
        ("Почта", "Электронная почта", "Эл. почта", "E-mail", "Email", "Contact e-mail"),
    ),
    Column(
        "published",
        pgettext_lazy("column", "Publication date"),
        _("14.08.2024 or 14.08.2024 12:00. Empty: a draft."),
        "14.08.2030 12:00",
        ("Публикация", "Дата и время публикации", "Published", "Published at"),
    ),
    Column(
        "author",
        pgettext_lazy("column", "Author"),
        _("Of the text, if the page is to name one."),
    ),
    Column(
        "id",
        pgettext_lazy("column", "Number"),
        _("Your own mark, so that the row is known again after its title or date has changed."),
        "2030-17",
        ("№", "ID", "Код", "Идентификатор", "Key"),
    ),
)


def folded(heading: str) -> str:
    """«Дата  начала*» and «дата начала» are one heading."""
    return one_line(heading).casefold().replace("ё", "е").strip("*: .№") or heading.strip()


def known_headings() -> dict[str, str]:
    """Columns by every heading they go by, in both languages."""
    known: dict[str, str] = {}
    for column in COLUMNS:
        names = [column.key, *column.others]
        for language in ("ru", "en"):
            with override(language):
                names.append(str(column.heading))
        for name in names:
            known.setdefault(folded(name), column.key)
    return known


def headings() -> list[str]:
    """The headings of the template, in the language that is active."""
    return [str(column.heading) for column in COLUMNS]


def heading_of(key: str) -> str:
    return next(str(column.heading) for column in COLUMNS if column.key == key)
