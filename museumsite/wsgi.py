"""The door for web servers: `gunicorn museumsite.wsgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museumsite.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from museumsite.checks import require_database_settings  # noqa: E402  needs loaded apps

require_database_settings()
