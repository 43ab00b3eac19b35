"""Signing up, and the participant's own pages."""

from django.urls import path

from registrations.views import documents, personal, sign_up

app_name = "registrations"
urlpatterns = [
    path("registration/<int:pk>/", sign_up.form, name="form"),
    path("consent/<slug:version>/", documents.consent, name="consent"),
    # By the secret link
    path("r/<str:secret>/", personal.personal, name="personal"),
    path("r/<str:secret>/cancel/", personal.cancel, name="cancel"),
    path("r/<str:secret>/withdraw/", personal.withdraw, name="withdraw"),
]
