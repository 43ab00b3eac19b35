"""Where one asks for a lost link: whatever is typed, the answer is the same (rule 7)."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from museumsite import moments
from museumsite.fields import AddressField
from museumsite.proxies import client_address
from registrations import floods, refusals
from registrations.lost_links import send_links
from registrations.views.answers import SeeOther, with_retry_after


class LostLinkForm(forms.Form):
    """The address to which the links go, if anything is known by it."""

    email = AddressField(
        label=_("E-mail"),
        help_text=_("The one you gave when signing up."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """One field; a well-formed address is always thanked for, in the same words."""
    if request.method != "POST":
        return _page(request, LostLinkForm())
    form = LostLinkForm(request.POST)
    try:
        floods.admit(client_address(request))
        if not form.is_valid():
            raise refusals.Invalid
        send_links(form.cleaned_data["email"], moments.now())
    except refusals.Refused as refusal:
        return _page(request, form, refusal)
    return SeeOther(reverse("registrations:link_sent"))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What everybody is told."""
    return render(request, "registrations/link_sent.html")


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """After a participant has withdrawn: there is no page of theirs any more."""
    return render(request, "registrations/erased.html")


def _page(
    request: HttpRequest, form: LostLinkForm, refusal: refusals.Refused | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, "registrations/lost_link.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return with_retry_after(response, refusal)
