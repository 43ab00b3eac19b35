"""Two rows of the directory that are one museum become one, with those who have signed up.

`events` has the organisations and their page; whose people are counted together is known here.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.directory import OrganisationAdmin
from events.models import Organisation
from events.museums import merge_organisations
from museumsite.admin import colleague
from registrations import desk
from registrations.models import Registration
from registrations.refusals import Busy

MOST_MERGED = 20  # at once
CONFIRMED = "merge_now"  # the button of the page that asks

admin.site.unregister(Organisation)


class MergeForm(forms.Form):
    """Which of the rows stays."""

    kept = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("This one stays"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, organisations: QuerySet[Organisation], data: Any = None) -> None:
        super().__init__(data)
        choice: Any = self.fields["kept"]
        choice.queryset = organisations


@admin.register(Organisation)
class OrganisationWithSignUpAdmin(OrganisationAdmin):
    actions = ["merge"]

    @admin.action(
        description=gettext_lazy("Merge duplicates of one museum"),
        permissions=["change", "delete"],
    )
    def merge(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> HttpResponse | None:
        """Ask which one stays, then let it take everything that the others have."""
        number = queryset.count()
        if not 2 <= number <= MOST_MERGED:
            words = _("Choose from 2 to %(most)d rows that are the same museum.")
            self.message_user(request, words % {"most": MOST_MERGED}, messages.WARNING)
            return None
        form = MergeForm(queryset, request.POST if CONFIRMED in request.POST else None)
        if not form.is_valid():
            return self._page(request, queryset, form)
        kept: Organisation = form.cleaned_data["kept"]
        try:
            for other in queryset.exclude(pk=kept.pk):
                self._take_over(request, kept, other)
        except Busy as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return None
        except ProtectedError:  # somebody signed up from there after its people had been moved
            words = _("Somebody has just signed up from one of them. Please merge them once more.")
            self.message_user(request, words, messages.ERROR)
            return None
        words = _("They are one now: %(museum)s.") % {"museum": kept}
        self.message_user(request, words, messages.SUCCESS)
        return None

    def _take_over(self, request: HttpRequest, kept: Organisation, other: Organisation) -> None:
        """Raises `Busy`; what was moved until then stays moved, and can be gone on with."""
        for registration in Registration.objects.filter(organisation=other).order_by("pk"):
            desk.set_organisation(
                registration=registration, organisation=kept, staff=colleague(request)
            )
        words = _("Merged with “%(museum)s”.") % {"museum": other}
        merge_organisations(kept, other)
        self.log_change(request, kept, words)

    def _page(
        self, request: HttpRequest, queryset: QuerySet[Organisation], form: MergeForm
    ) -> HttpResponse:
        counted = queryset.annotate(
            announcements_count=Count("announcements", distinct=True),
            registrations_count=Count("registrations", distinct=True),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge duplicates of one museum"),
            "opts": self.opts,
            "form": form,
            "organisations": counted,
            "chosen": form["kept"].value(),
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, "admin/events/organisation/merge.html", context)
