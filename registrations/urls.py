"""Signing up, and the participant's own pages."""

from django.urls import path

from registrations import views

app_name = "registrations"
urlpatterns = [
    path("registration/<int:pk>/", views.form, name="form"),
    path("consent/<slug:version>/", views.consent, name="consent"),
    # By the secret link
    path("r/<str:secret>/", views.personal, name="personal"),
    path("r/<str:secret>/cancel/", views.cancel, name="cancel"),
    path("r/<str:secret>/withdraw/", views.withdraw, name="withdraw"),
]
