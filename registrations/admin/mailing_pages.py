"""The pages on which a message is written, looked at and sent, and one where it is called off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from museumsite import moments
from museumsite.admin import MuseumModelAdmin, colleague
from museumsite.templatetags.wording import local_moment
from registrations import mailings
from registrations.admin.filters import name_and_day
from registrations.admin.mailing_form import MailingForm, is_form_key, new_form_key
from registrations.admin.mailing_parts import (
    DefaultWordsShown,
    chosen_before,
    chosen_intake,
    letter_shown,
    page_of,
)
from registrations.admin.mailing_words import is_awaited, sent_words, when_words
from registrations.admin.shown_letters import designed, in_rows
from registrations.letters.wording import PLACEHOLDERS
from registrations.models import Intake, Mailing
from registrations.own_words import words_now
from registrations.refusals import Busy
from registrations.views.answers import SeeOther

SESSIONS_TO_CHOOSE_FROM = 30
# What no list of sessions needs of an announcement.
LONG_TEXTS = ("session__announcement__body", "session__announcement__search_text")


def call_off_page(admin: MuseumModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then call off a message that has not gone yet."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    mailing: Mailing | None = admin.get_object(request, str(pk))
    if mailing is None:
        raise Http404
    if request.method == "POST":
        return _call_off(admin, request, mailing)
    if not is_awaited(mailing, moments.now()):
        return SeeOther(page_of(mailing))
    return _page(
        admin,
        request,
        "call_off",
        mailing.intake,
        title=_("Call it off?"),
        mailing=mailing,
        back=page_of(mailing),
        when=when_words(mailing, moments.now()),
    )


def _call_off(admin: MuseumModelAdmin, request: HttpRequest, mailing: Mailing) -> HttpResponse:
    try:
        is_called_off = mailings.call_off(mailing)
    except Busy as refusal:
        admin.message_user(request, refusal.sentence, messages.ERROR)
        return SeeOther(reverse("admin:registrations_mailing_call_off", args=[mailing.pk]))
    if is_called_off:
        admin.log_change(request, mailing, _("Called off."))
        admin.message_user(request, _("Called off: it will not go."), messages.SUCCESS)
    else:
        admin.message_user(request, _("It has gone already."), messages.WARNING)
    return SeeOther(page_of(mailing))


def write_page(admin: MuseumModelAdmin, request: HttpRequest) -> HttpResponse:
    """Words → the real letter and the number of recipients → sent.

    `?intake=…&kind=…&group=…` choose beforehand. Nothing goes by GET, and nothing before
    the number has been seen.
    """
    if not admin.has_add_permission(request):
        raise PermissionDenied
    intake = chosen_intake(request)
    if intake is None:
        return _choice_of_session(admin, request)
    if request.method != "POST":
        opened = MailingForm(initial=chosen_before(request), intake=intake)
        return _words(admin, request, intake, opened)
    form = MailingForm(request.POST, intake=intake)
    if not form.is_valid() or "_edit" in request.POST:
        return _words(admin, request, intake, form)
    has_somebody = request.POST.get("expected") != "0"
    if "_send" in request.POST and (has_somebody or form.cleaned_data["send_at"]):
        return _send(admin, request, intake, form)
    return _preview(admin, request, intake, form)


def _send(
    admin: MuseumModelAdmin, request: HttpRequest, intake: Intake, form: MailingForm
) -> HttpResponse:
    key, number = request.POST.get("form_key", ""), request.POST.get("expected", "")
    if not is_form_key(key, intake.pk) or not (number.isdecimal() and len(number) < 10):
        return _preview(admin, request, intake, form)
    try:
        mailing = mailings.send(
            intake=intake,
            form_key=key.rpartition(":")[0],
            staff=colleague(request),
            expected=int(number),
            **form.cleaned_data,
        )
    except mailings.NumberChanged:
        words = _("The number of recipients has changed meanwhile. Please look again.")
        admin.message_user(request, words, messages.WARNING)
        return _preview(admin, request, intake, form)
    except Busy as refusal:
        admin.message_user(request, refusal.sentence, messages.ERROR)
        return _preview(admin, request, intake, form)
    admin.message_user(request, sent_words(mailing), messages.SUCCESS)
    return HttpResponseRedirect(page_of(mailing))


def _preview(
    admin: MuseumModelAdmin, request: HttpRequest, intake: Intake, form: MailingForm
) -> HttpResponse:
    written = Mailing(intake=intake, **form.cleaned_data)
    found = mailings.recipients(intake, written.kind, written.group)
    shown = letter_shown(written, found)
    if shown and "_html" in request.POST:
        return designed(shown)
    return _page(
        admin,
        request,
        "preview",
        intake,
        form=form,
        title=_("Send?"),
        number=len(found),
        later=written.send_at and local_moment(written.send_at, intake.session.zone),
        kind=written.get_kind_display(),
        group=written.get_group_display(),
        shown=shown,
        form_key=new_form_key(intake.pk),
    )


def _words(
    admin: MuseumModelAdmin, request: HttpRequest, intake: Intake, form: MailingForm
) -> HttpResponse:
    return _page(
        admin,
        request,
        "write",
        intake,
        form=form,
        fieldsets=in_rows(form),
        default_words=[
            DefaultWordsShown(kind.value, kind.label, *words_now(intake, kind, "ru"))
            for kind in mailings.WITH_DEFAULT_WORDS
        ],
        placeholders=[
            placeholder
            for placeholder in PLACEHOLDERS
            if all(map(placeholder.belongs_to, mailings.KINDS))
        ],
        title=_("Write to participants"),
    )


def _choice_of_session(admin: MuseumModelAdmin, request: HttpRequest) -> HttpResponse:
    """Without a session in the address: the coming ones, and those just over."""
    intakes = Intake.objects.select_related("session__announcement").defer(*LONG_TEXTS)
    latest = intakes.order_by("-session__starts_at", "-pk")[:SESSIONS_TO_CHOOSE_FROM]
    sessions = [(intake.pk, name_and_day(intake)) for intake in latest]
    return _page(
        admin, request, "choose", None, sessions=sessions, title=_("Write to participants")
    )


def _page(
    admin: MuseumModelAdmin, request: HttpRequest, name: str, intake: Intake | None, **context: Any
) -> HttpResponse:
    page = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "intake": intake,
        "session_words": name_and_day(intake) if intake else "",
        **context,
    }
    return TemplateResponse(request, f"admin/registrations/mailing/{name}.html", page)
