"""«Отказаться от рассылки»: the page behind the link of a letter with news, and its one click."""

from http import HTTPStatus

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registrations import desk, refusals
from registrations.holders import Holder
from registrations.models import Consent, Purpose
from registrations.views.answers import with_retry_after
from registrations.views.doors import by_secret_link


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@by_secret_link
def news(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Ask by GET, end it by POST.

    Mail programs post here by themselves, without a cookie, a token or a page (RFC 8058), and
    are answered without a redirect. The secret in the address is the permission; what can be
    done with it is to end the news.
    """
    refusal = None
    if request.method == "POST":
        try:
            _withdraw(holder)
        except refusals.Refused as refused:
            refusal = refused
    context = {
        "registration": holder.registration,
        "is_subscribed": _consents(holder).exists(),
        "news_url": holder.url("news"),
        "personal_url": holder.url("personal"),
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
    }
    status = refusal.status if refusal else HTTPStatus.OK
    answer = render(request, "registrations/news.html", context, status=status)
    return with_retry_after(answer, refusal)


def _withdraw(holder: Holder) -> None:
    """Raises `Busy`; then some may be withdrawn already, and the next try does the rest."""
    for consent in _consents(holder).select_related("registration", "participant"):
        desk.withdraw_one_consent(
            registration=consent.registration,
            purpose=Purpose.NEWS,
            participant=consent.participant,
        )


def _consents(holder: Holder) -> QuerySet[Consent]:
    """Those by which news reach this address: whoever wants no more of them wants none at all."""
    own = Q(registration=holder.registration, participant=holder.participant)
    email = holder.participant.email if holder.participant else holder.registration.email
    if email:
        own |= Q(participant__isnull=True, registration__email__iexact=email)
        own |= Q(participant__email__iexact=email)
    return Consent.objects.in_force().filter(own, purpose=Purpose.NEWS)
