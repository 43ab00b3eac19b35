"""The first texts of the consents to photographs and to news, and the registrars' new rights."""

from datetime import UTC, datetime
from importlib import import_module

from django.db import migrations

ADD, CHANGE, DELETE, VIEW = "add", "change", "delete", "view"
EVERYTHING = (ADD, CHANGE, DELETE, VIEW)
REGISTRARS = {
    ("registrations", "question"): EVERYTHING,
    ("registrations", "choice"): EVERYTHING,
    ("registrations", "answer"): (VIEW,),
    ("registrations", "grace"): (ADD, VIEW),
    ("registrations", "letterwording"): EVERYTHING,
    ("registrations", "mailing"): (ADD, VIEW),
}

PHOTOGRAPHS = """\
Ставя отметку, я свободно, своей волей и в своём интересе разрешаю организации, от имени которой ведётся этот сайт (далее — оператор), и организаторам мероприятия, названным на его странице, снимать меня на мероприятии на фото и видео и обрабатывать эти изображения.

Зачем. Чтобы рассказать о мероприятии на сайтах оператора и организаторов, в их официальных страницах в социальных сетях и в печатных отчётах.

Что именно. Фотографии и видеозаписи, сделанные на мероприятии; фамилия, имя, отчество, должность и музей могут быть названы в подписи.

Сколько. Пять лет со дня мероприятия или до отзыва согласия.

Как отозвать. В любое время: одной кнопкой на странице заявки или письмом оператору. После отзыва новые изображения не публикуются, а опубликованные на сайтах оператора и организаторов удаляются.

Участие в мероприятии от этого согласия не зависит.
"""
PHOTOGRAPHS_EN = """\
By ticking the box I freely, of my own will and in my own interest allow the organisation on whose behalf this site is run (the operator) and the organisers named on the event's page to photograph and film me at the event and to process these images.

Why. To tell of the event on the sites of the operator and the organisers, on their official pages in social networks and in printed reports.

What exactly. Photographs and video made at the event; name, position and museum may be given in a caption.

How long. Five years from the day of the event, or until the consent is withdrawn.

How to withdraw. At any time: with one button on the page of the registration, or by writing to the operator. After that no new images are published, and those on the sites of the operator and the organisers are removed.

Taking part in the event does not depend on this consent.
"""
NEWS = """\
Ставя отметку, я свободно, своей волей и в своём интересе соглашаюсь получать на указанный в заявке адрес электронной почты новости и приглашения организации, от имени которой ведётся этот сайт (далее — оператор).

Какие данные. Адрес электронной почты, фамилия, имя и отчество контактного лица.

Сколько. До отзыва согласия, но не дольше трёх лет.

Как отозвать. В любое время: по ссылке в каждом письме с новостями, одной кнопкой на странице заявки или письмом оператору. После отзыва новости больше не приходят.

Письма о самой заявке к новостям не относятся. Участие в мероприятии от этого согласия не зависит.
"""
NEWS_EN = """\
By ticking the box I freely, of my own will and in my own interest agree to receive news and invitations from the organisation on whose behalf this site is run (the operator) at the e-mail address given in the registration.

Which data. The e-mail address and the name of the contact person.

How long. Until the consent is withdrawn, and no longer than three years.

How to withdraw. At any time: by the link in every letter with news, with one button on the page of the registration, or by writing to the operator. After that no more news are sent.

Letters about the registration itself are not news. Taking part in the event does not depend on this consent.
"""
TEXTS = {
    "photographs": (
        "photographs-1",
        "Согласие на фото- и видеосъёмку",
        PHOTOGRAPHS,
        "Consent to photographs and video",
        PHOTOGRAPHS_EN,
    ),
    "news": (
        "news-1",
        "Согласие на получение новостей",
        NEWS,
        "Consent to receiving news",
        NEWS_EN,
    ),
}


def add_texts(apps, schema_editor):
    texts = apps.get_model("registrations", "ConsentText").objects
    for purpose, (version, title, body, title_en, body_en) in TEXTS.items():
        texts.using(schema_editor.connection.alias).get_or_create(
            version=version,
            defaults={
                "purpose": purpose,
                "title": title,
                "body": body,
                "title_en": title_en,
                "body_en": body_en,
                "valid_from": datetime(2000, 1, 1, tzinfo=UTC),
            },
        )


def add_rights(apps, schema_editor):
    alias = schema_editor.connection.alias
    permission = import_module("registrations.migrations.0003_staff_groups").permission
    group, _is_new = (
        apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="Регистраторы")
    )
    group.permissions.add(
        *(
            permission(apps, alias, app_label, model, action)
            for (app_label, model), actions in REGISTRARS.items()
            for action in actions
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("registrations", "0006_promises_of_the_database"),
    ]

    operations = [
        migrations.RunPython(add_texts, migrations.RunPython.noop),
        migrations.RunPython(add_rights, migrations.RunPython.noop),
    ]
