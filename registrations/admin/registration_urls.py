"""The addresses of what is done with one registration, beside Django's own pages of it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from museumsite import moments
from registrations import letters
from registrations.admin.correcting import correct_page
from registrations.admin.deciding import page_of
from registrations.admin.decisions import DECISIONS
from registrations.admin.entries import choose_page, enter_page
from registrations.admin.repeats import repeats_page
from registrations.downloads import download_of
from registrations.models import Letter, Registration
from registrations.views.answers import SeeOther

if TYPE_CHECKING:  # it imports this module
    from registrations.admin.registrations import RegistrationAdmin


def urls_of(model_admin: "RegistrationAdmin") -> list[URLPattern]:
    """`<registration>/cancel/`, `<registration>/repeats/` …, for those who are signed in."""
    view = model_admin.admin_site.admin_view

    @require_safe
    def file(request: HttpRequest, pk: int, answer_id: int) -> HttpResponseBase:
        if not request.user.has_perm("registrations.view_answer"):
            raise PermissionDenied
        answers = _one(model_admin, request, pk).answers.exclude(file="")
        return download_of(get_object_or_404(answers, pk=answer_id))

    @require_safe
    def repeats(request: HttpRequest, pk: int) -> HttpResponse:
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        may_decide = model_admin.has_desk_permission(request)
        return repeats_page(
            request, model_admin.admin_site, _one(model_admin, request, pk), may_decide
        )

    def correct(request: HttpRequest, pk: int) -> HttpResponse:
        if not model_admin.has_desk_permission(request):
            raise PermissionDenied
        return correct_page(request, model_admin.admin_site, _one(model_admin, request, pk))

    def enter(request: HttpRequest, intake_id: int | None = None) -> HttpResponse:
        if not model_admin.has_desk_permission(request):
            raise PermissionDenied
        if intake_id is None:
            return choose_page(request, model_admin.admin_site)
        return enter_page(request, model_admin.admin_site, intake_id)

    @require_POST
    def letter_again(request: HttpRequest, pk: int, letter_id: int) -> HttpResponse:
        """Try to send one letter again, from the page of its registration."""
        if not model_admin.has_desk_permission(request):
            raise PermissionDenied
        registration = _one(model_admin, request, pk)
        chosen = Letter.objects.filter(pk=letter_id, registration=registration)
        if letters.send_again(chosen, moments.now()):
            messages.success(request, _("The letter is in the queue again."))
        return SeeOther(page_of(registration))

    name = "registrations_registration"
    decisions = [
        path(
            f"<path:object_id>/{decision.name}/",
            view(model_admin.decide_view),
            {"name": decision.name},
            name=f"{name}_{decision.name}",
        )
        for decision in DECISIONS
    ]
    return [
        *decisions,
        path("enter/", view(enter), name=f"{name}_enter"),
        path("enter/<int:intake_id>/", view(enter), name=f"{name}_enter_for"),
        path("<int:pk>/correct/", view(correct), name=f"{name}_correct"),
        path("<int:pk>/repeats/", view(repeats), name=f"{name}_repeats"),
        path("<int:pk>/files/<int:answer_id>/", view(file), name=f"{name}_file"),
        path("<int:pk>/letters/<int:letter_id>/", view(letter_again), name=f"{name}_letter"),
    ]


def _one(model_admin: "RegistrationAdmin", request: HttpRequest, pk: int) -> Registration:
    registration: Registration | None = model_admin.get_object(request, str(pk))
    if registration is None:
        raise Http404
    return registration


def enter_address(intake_id: str) -> str:
    """Where a registration is entered by hand: for this session, or for one to be chosen."""
    if intake_id.isdecimal() and len(intake_id) < 10:
        return reverse("admin:registrations_registration_enter_for", args=[int(intake_id)])
    return reverse("admin:registrations_registration_enter")
