"""The consent text of version 1: sign-up works from the first day, staff write their own after."""

from datetime import UTC, datetime

from django.db import migrations

VERSION = "1"

BODY = """\
Заполняя форму и ставя отметку, я свободно, своей волей и в своём интересе даю согласие на обработку моих персональных данных организации, от имени которой ведётся этот сайт (далее — оператор). Полное наименование и адрес оператора указаны на странице «Персональные данные» этого сайта.

Зачем. Чтобы принять заявку на участие в мероприятии, подтвердить её, сообщать об изменениях и встретить участников на площадке. Ни для чего другого, в том числе для рассылки новостей, эти данные не используются.

Какие данные. Фамилия, имя, отчество и должность контактного лица и участников, музей и город, адрес электронной почты и телефон контактного лица, форма участия, а также дата, время и сетевой адрес отправки формы.

Если я называю других участников, я подтверждаю, что они знают об этом и согласны.

Что с ними делают. Сбор, запись, систематизация, хранение, уточнение, использование, передача организаторам мероприятия, названным на его странице, удаление и уничтожение — с использованием средств автоматизации и без них. Данные хранятся на территории Российской Федерации и не передаются за рубеж.

Сколько. До достижения цели и не дольше одного года после окончания мероприятия, если закон не требует иного.

Как отозвать. Согласие можно отозвать в любое время: одной кнопкой на странице заявки, ссылка на которую приходит в письме, или написав оператору по адресу, указанному на странице «Персональные данные», или контактному лицу мероприятия. После отзыва заявка отменяется, а данные уничтожаются: по кнопке — сразу, по письму — в срок, установленный статьёй 21 Федерального закона от 27 июля 2006 года № 152-ФЗ «О персональных данных».
"""

BODY_EN = """\
By filling in the form and ticking the box I freely, of my own will and in my own interest consent to the processing of my personal data by the organisation on whose behalf this site is run (the operator). The operator's full name and address are on the page “Personal data” of this site.

Why. To accept a registration for an event, to confirm it, to tell of changes and to welcome the participants at the venue. The data are used for nothing else, newsletters included.

Which data. Names and positions of the contact person and the participants, museum and city, the contact person's e-mail address and telephone, the way of attending, and the date, time and network address from which the form was sent.

If I name other participants, I confirm that they know of it and agree.

What is done with them. Collection, recording, systematisation, storage, correction, use, transfer to the organisers named on the event's page, deletion and destruction, by automated means and without them. The data are stored in the territory of the Russian Federation and are not transferred abroad.

How long. Until the purpose is reached, and no longer than one year after the event unless the law requires otherwise.

How to withdraw. Consent may be withdrawn at any time: with one button on the page of the registration, whose link comes by letter, or by writing to the operator at the address on the page “Personal data”, or to the contact person of the event. The registration is then cancelled and the data are destroyed, at once by the button, and on a letter within the time set by article 21 of the Federal Law No. 152-FZ of 27 July 2006 “On Personal Data”.
"""


def add_first_text(apps, schema_editor):
    apps.get_model("registrations", "ConsentText").objects.get_or_create(
        version=VERSION,
        defaults={
            "title": "Согласие на обработку персональных данных",
            "body": BODY,
            "title_en": "Consent to the processing of personal data",
            "body_en": BODY_EN,
            # Before anything the site can hold, so that a form always has a text to show.
            "valid_from": datetime(2000, 1, 1, tzinfo=UTC),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_initial")]

    operations = [migrations.RunPython(add_first_text, migrations.RunPython.noop)]
