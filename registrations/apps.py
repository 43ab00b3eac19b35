from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Sign-up for sessions")

    def ready(self) -> None:
        from events import neighbours
        from events.feed_choices import add_filter
        from registrations import before_publishing  # models are there only now
        from registrations.feed_filter import ONLY_OPEN

        add_filter(ONLY_OPEN)
        neighbours.withdrawal_warnings.append(before_publishing.withdrawal_warnings)
        neighbours.session_checks.append(before_publishing.session_problems)
        neighbours.session_holders.append(before_publishing.has_sign_up)
