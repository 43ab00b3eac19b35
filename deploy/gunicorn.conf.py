"""How gunicorn serves the site: `gunicorn -c deploy/gunicorn.conf.py museumsite.wsgi`.

HOST, PORT and the logs are the settings' own, so `.env` decides here too. Started from the
project's folder.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museumsite.settings")

from django.conf import settings  # found only once the path above is set

_host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
bind = f"{_host}:{settings.PORT}"

# Threads, because requests wait for the database's lock; processes, because there are cores.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Loaded once, before the workers: a setting that is wrong is said once and ends the start.
preload_app = True

keepalive = 5  # seconds
graceful_timeout = 25  # seconds: longer than the wait for SQLite's lock, shorter than systemd's
limit_request_line = 8190  # a question of 1,300 Cyrillic letters, percent-encoded

# gunicorn believes nobody: TRUSTED_PROXIES is judged in one place, museumsite/proxies.py.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
control_socket_disable = True  # one more door nobody uses

# Our request line is the access log: gunicorn's own would print secret links.
accesslog = None
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        "gunicorn.error": {"handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}
