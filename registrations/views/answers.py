"""Kinds of answers that several pages give."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from registrations import links, refusals
from registrations.models import Registration

JUST_SUBMITTED = "new"  # the tag of the message that greets on the success page


class SeeOther(HttpResponseRedirect):
    """After a POST that worked: look there, with GET (RFC 9110, 15.4.4)."""

    status_code = HTTPStatus.SEE_OTHER


def personal_address(registration: Registration) -> str:
    secret = links.secret_for(registration.link_seed, registration.secret_hash)
    return reverse("registrations:personal", args=[secret])


def with_retry_after(response: HttpResponse, refusal: refusals.Refused | None) -> HttpResponse:
    if refusal and refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response
