"""Pages for registrars that belong to no model; they stand before Django's own admin pages."""

from django.contrib import admin
from django.urls import path

from registrations.admin.today import today

app_name = "registrars"
urlpatterns = [path("today/", admin.site.admin_view(today), name="today")]
