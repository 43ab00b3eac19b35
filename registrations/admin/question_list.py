"""All questions of one form on one page: in their order, moved, copied from another session."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import partition
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from museumsite.admin import MuseumModelAdmin
from registrations.admin.filters import name_and_day
from registrations.models import Answer, Intake, Question
from registrations.question_copies import copy_questions
from registrations.question_order import move_question
from registrations.refusals import Busy

SOURCES = 40  # sessions to copy from: the latest


def all_page(admin: MuseumModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one intake in their order, those of the form before those of later."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    intake = get_object_or_404(Intake.objects.select_related("session__announcement"), pk=pk)
    answers = counted(Answer.objects.filter(question=OuterRef("pk")), "question")
    questions = (
        intake.questions.select_related("shown_if_question", "shown_if_choice")
        .prefetch_related("choices")
        .annotate(answers_number=answers)
    )
    later, now = partition(lambda one: one.stage == Question.Stage.SIGN_UP, questions)
    may_add = admin.has_add_permission(request)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Questions of the form"),
        "opts": admin.opts,
        "intake": intake,
        "stages": [(Question.Stage.SIGN_UP.label, now), (Question.Stage.ACCEPTED.label, later)],
        "number": len(now) + len(later),
        "may_add": may_add,
        "may_change": admin.has_change_permission(request),
        "add_url": add_url(intake),
        "sources": _sources(intake) if may_add else [],
    }
    return TemplateResponse(request, "admin/registrations/question/all.html", context)


def copy_page(admin: MuseumModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the questions of another session's form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_add_permission(request):
        raise PermissionDenied
    target = get_object_or_404(Intake, pk=pk)
    key = request.POST.get("source", "")
    is_key = key.isdecimal() and len(key) < 19
    source = Intake.objects.filter(pk=int(key)).first() if is_key else None
    if source is None or source == target:
        words = _("Choose the session whose questions are to be copied.")
        messages.warning(request, words)
        return HttpResponseRedirect(questions_url(target))
    try:
        number = copy_questions(source=source, target=target)
    except Busy as busy:
        messages.error(request, busy.sentence)
    else:
        words = ngettext(
            "%(number)d question is copied.", "%(number)d questions are copied.", number
        )
        if not number:
            words = _("Nothing was copied: these questions are asked here already.")
        messages.success(request, words % {"number": number})
    return HttpResponseRedirect(questions_url(target))


def move_page(admin: MuseumModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """One question a step up or down."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_change_permission(request):
        raise PermissionDenied
    question = get_object_or_404(Question, pk=pk)
    try:
        move_question(question, up="up" in request.POST)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    except Busy as busy:
        messages.error(request, busy.sentence)
    return HttpResponseRedirect(f"{questions_url(question.intake)}#question-{question.pk}")


def questions_url(intake: Intake) -> str:
    return reverse("admin:registrations_intake_questions", args=[intake.pk])


def add_url(intake: Intake) -> str:
    return f"{reverse('admin:registrations_question_add')}?intake={intake.pk}"


def counted(rows: "QuerySet[Any]", key: str) -> Coalesce:
    """How many of `rows` belong to each, by a subquery: a join would multiply other counts."""
    number = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def _sources(intake: Intake) -> list[tuple[int, str]]:
    """The latest other sessions that ask something."""
    others = (
        Intake.objects.exclude(pk=intake.pk)
        .filter(questions__isnull=False)
        .distinct()
        .select_related("session__announcement")
        .order_by("-session__starts_at", "-pk")[:SOURCES]
    )
    return [(other.pk, name_and_day(other)) for other in others]
