"""The page on which a decision is confirmed, for one registration or for many."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from museumsite.admin import colleague
from registrations.admin.decision_forms import DecisionForm
from registrations.admin.decisions import Decision
from registrations.admin.refusal_words import refusal_words
from registrations.models import Registration
from registrations.refusals import Refused
from registrations.views.answers import SeeOther

_TEMPLATE = "admin/registrations/registration/decision.html"


def page_of(registration: Registration) -> str:
    return reverse("admin:registrations_registration_change", args=[registration.pk])


def decide(
    request: HttpRequest, site: admin.AdminSite, registration: Registration, decision: Decision
) -> HttpResponse:
    """Ask, then do it at the desk; what is refused is said above what was typed."""
    form = decision.form(
        request.POST if request.method == "POST" else None, registration=registration
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, site, decision, [registration], form)
    try:
        decision.carry_out(registration, colleague(request), form.cleaned_data)
    except Refused as refusal:
        return _page(request, site, decision, [registration], form, refusal=refusal)
    messages.success(request, _done(decision, 1))
    if warning := decision.warning(registration):
        messages.warning(request, warning)
    return SeeOther(page_of(registration))


def decide_many(
    request: HttpRequest,
    site: admin.AdminSite,
    registrations: Sequence[Registration],
    decision: Decision,
    action: str,
) -> HttpResponse | None:
    """The same for many from the list, each in a transaction of its own; None when done."""
    is_sent = "confirmed" in request.POST
    form = decision.form(request.POST if is_sent else None, registration=None)
    if not is_sent or not form.is_valid():
        return _page(request, site, decision, registrations, form, action=action)
    done = 0
    for registration in registrations:
        try:
            decision.carry_out(registration, colleague(request), form.cleaned_data)
        except Refused as refusal:
            messages.error(request, f"{registration}: {refusal_words(refusal)}")
        else:
            done += 1
    if done:
        messages.success(request, _done(decision, done))
    return None


def _done(decision: Decision, number: int) -> str:
    return str(decision.done % {"number": number})


def _page(
    request: HttpRequest,
    site: admin.AdminSite,
    decision: Decision,
    registrations: Sequence[Registration],
    form: DecisionForm,
    *,
    refusal: Refused | None = None,
    action: str = "",
) -> HttpResponse:
    opts = Registration._meta
    back = reverse("admin:registrations_registration_changelist")
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": decision.title,
        "opts": opts,
        "decision": decision,
        "registrations": registrations,
        "form": form,
        "refusal": refusal_words(refusal) if refusal else "",
        "action": action,
        "back": back if action else page_of(registrations[0]),
    }
    status = HTTPStatus.OK
    if refusal:
        status = HTTPStatus(refusal.status)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, _TEMPLATE, context, status=status)
