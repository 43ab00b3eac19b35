"""A question of an intake's form: its page; all of them together are in `question_list.py`."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from museumsite.admin import MuseumModelAdmin, TidyRows
from registrations.admin.question_form import (
    ChoiceFormSet,
    QuestionForm,
    places_words,
    times_chosen,
)
from registrations.admin.question_list import (
    add_url,
    all_page,
    copy_page,
    counted,
    move_page,
    questions_url,
)
from registrations.models import Choice, ChosenChoice, Intake, Question

EMPTY_ROWS = 3


class ChoiceInline(TidyRows):
    model = Choice
    formset = ChoiceFormSet
    extra = EMPTY_ROWS
    fields = ["text", "text_en", "places", "position", "chosen_by"]
    readonly_fields = ["chosen_by"]
    verbose_name_plural = gettext_lazy("Answers to choose from")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Choice]:
        chosen = counted(ChosenChoice.objects.filter(choice=OuterRef("pk")), "choice")
        found: QuerySet[Choice] = super().get_queryset(request)
        return found.annotate(chosen_number=chosen)

    @admin.display(description=gettext_lazy("chosen by"))
    def chosen_by(self, choice: Choice) -> str:
        number = times_chosen(choice) if choice.pk else 0
        return str(number) if number else ""


@admin.register(Question)
class QuestionAdmin(MuseumModelAdmin):
    form = QuestionForm
    inlines = [ChoiceInline]
    change_form_template = "admin/registrations/question/change_form.html"

    # --- Who may: registrars

    def has_module_permission(self, request: HttpRequest) -> bool:
        """They are reached from the sign-up they belong to."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """Until somebody has answered: answers must keep their question."""
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.answers.exists())

    # --- The page of one

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).select_related("intake__session__announcement")

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        words = ""
        if obj is not None and (number := obj.answers.count()):
            words = ngettext(
                "%(number)d answer has been given. The words may be mended; what kind of question"
                " it is and whom it asks stay, and it cannot be deleted.",
                "%(number)d answers have been given. The words may be mended; what kind of"
                " question it is and whom it asks stay, and it cannot be deleted.",
                number,
            ) % {"number": number}
        return [
            (None, {"fields": ["text", "hint", "kind", "is_required"], "description": words}),
            (
                _("Whom and when"),
                {"fields": ["asks", "stage", "shown_if_question", "position"]},
            ),
            (_("In English"), {"fields": ["text_en", "hint_en"], "classes": ["collapse"]}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Question | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form_class = super().get_form(request, obj, change=change, **kwargs)
        intake = obj.intake if obj else self._intake_to_add_to(request)

        class OfIntake(form_class):  # type: ignore[misc,valid-type]  # made by Django just now
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, intake=intake, **kwargs)

        return OfIntake

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """After the questions there are, with room between them for one more."""
        last = self._intake_to_add_to(request).questions.last()
        return {"position": (last.position if last else 0) + 10}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question: Question | None = kwargs.get("obj")
        context["intake"] = question.intake if question else self._intake_to_add_to(request)
        context["title"] = str(question) if question else _("A new question")
        context["show_save_and_add_another"] = question is None
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for choice in form.instance.choices.all():
            if words := places_words(choice):
                self.message_user(request, words, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Question, *args: Any) -> HttpResponse:
        if "_addanother" in request.POST:
            self.message_user(request, _("The question is saved."), messages.SUCCESS)
            return HttpResponseRedirect(add_url(obj.intake))
        return self._back_to_all(request, obj.intake)

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        return self._back_to_all(request, obj.intake)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        request.__dict__["intake_of_deleted"] = obj.intake
        super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        self.message_user(request, _("The question is deleted."), messages.SUCCESS)
        return HttpResponseRedirect(questions_url(request.__dict__["intake_of_deleted"]))

    def _back_to_all(self, request: HttpRequest, intake: Intake) -> HttpResponse:
        self.message_user(request, _("The question is saved."), messages.SUCCESS)
        return HttpResponseRedirect(questions_url(intake))

    def _intake_to_add_to(self, request: HttpRequest) -> Intake:
        key = request.GET.get("intake", "")
        pk = int(key) if key.isdecimal() and len(key) < 19 else 0
        return get_object_or_404(Intake.objects.select_related("session__announcement"), pk=pk)

    # --- All of one intake, and those of another to copy

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "of/<int:pk>/": (all_page, "registrations_intake_questions"),
            "of/<int:pk>/copy/": (copy_page, "registrations_question_copy"),
            "<int:pk>/move/": (move_page, "registrations_question_move"),
        }
        own = [
            path(route, self.admin_site.admin_view(partial(page, self)), name=name)
            for route, (page, name) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Questions of different sessions in one list would say nothing."""
        return HttpResponseRedirect(reverse("admin:registrations_intake_changelist"))
