"""The admin's own site object: one name, one look, the way back to the public pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class MuseumAdminSite(admin.AdminSite):
    site_header = _("Museum events: for staff")
    site_title = _("For staff")
    index_title = _("What would you like to do?")
