"""The texts of the consents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from registrations.models import ConsentText


@require_safe
def consent(request: HttpRequest, version: str) -> HttpResponse:
    """One version of the consent text, for as long as the site stands."""
    text = get_object_or_404(ConsentText, version=version)
    return render(request, "registrations/consent.html", {"consent_text": text})
