"""Signing up, and the participant's own pages."""

from django.urls import path

from registrations.views import (
    correction,
    documents,
    lost_link,
    news,
    papers,
    personal,
    sign_up,
    steps,
)

app_name = "registrations"
urlpatterns = [
    path("registration/<int:pk>/", sign_up.form, name="form"),
    path("consent/<slug:version>/", documents.consent, name="consent"),
    # A lost link, and what is left after an erasure
    path("registration/link/", lost_link.ask, name="lost_link"),
    path("registration/link/sent/", lost_link.sent, name="link_sent"),
    path("registration/erased/", lost_link.erased, name="erased"),
    # By the secret link
    path("r/<str:secret>/", personal.personal, name="personal"),
    path("r/<str:secret>/sign-up/", sign_up.graced, name="graced"),
    path("r/<str:secret>/correct/", correction.correct, name="correct"),
    path("r/<str:secret>/cancel/", personal.cancel, name="cancel"),
    path("r/<str:secret>/withdraw/", steps.withdraw, name="withdraw"),
    path("r/<str:secret>/offer/accept/", steps.accept_offer, name="accept_offer"),
    path("r/<str:secret>/offer/turn-down/", steps.turn_down_offer, name="turn_down_offer"),
    path("r/<str:secret>/online/", steps.attend_online, name="attend_online"),
    path("r/<str:secret>/address/<str:code>/", steps.confirm_address, name="confirm_address"),
    path("r/<str:secret>/consent/<slug:purpose>/give/", steps.give_consent, name="give_consent"),
    path(
        "r/<str:secret>/consent/<slug:purpose>/withdraw/",
        steps.withdraw_consent,
        name="withdraw_consent",
    ),
    path("r/<str:secret>/news/", news.news, name="news"),
    path("r/<str:secret>/tickets/", papers.all_tickets, name="all_tickets"),
    path("r/<str:secret>/ticket/<int:pk>/", papers.ticket, name="ticket"),
    path("r/<str:secret>/ticket/<int:pk>/qr.svg", papers.ticket_picture, name="ticket_picture"),
    path("r/<str:secret>/calendar.ics", papers.calendar, name="calendar"),
    path("r/<str:secret>/letter/<int:pk>/", papers.letter, name="letter"),
    path("r/<str:secret>/file/<int:pk>/", papers.answer_file, name="file"),
]
