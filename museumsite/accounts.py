"""Colleagues and their groups in the admin, in words for those who are not technical.

Every account is a colleague's: visitors and participants have none. What one may do comes
from groups alone; the names of single permissions, which Django keeps in English, are shown
only where a group is put together, in Russian.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite.admin import MuseumModelAdmin

admin.site.unregister([User, Group])

_ACTIONS = {
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
    "view": gettext_lazy("view"),
}
_APPS = ["auth", "events", "redirects", "registrations"]


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not subscriptable
    """Without the choice of signing in by other means: there are none here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(User)
class ColleagueAdmin(MuseumModelAdmin, UserAdmin):  # type: ignore[type-arg]  # the same
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    list_display = ["username", "last_name", "first_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["last_login"]
    filter_horizontal = ()
    add_form_template = None
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "password1", "password2"],
                "description": gettext_lazy(
                    "A new account may enter this part of the site at once."
                    " Choose at least one group."
                ),
            },
        ),
        (gettext_lazy("Who it is"), {"fields": ["last_name", "first_name", "email"]}),
        (gettext_lazy("What they may do"), {"fields": ["groups"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "password", "last_login"]}),
        (gettext_lazy("Who it is"), {"fields": ["last_name", "first_name", "email"]}),
        (gettext_lazy("What they may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Groups are few: boxes to tick."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.help_text = ""
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_staff = True
        super().save_model(request, obj, form, change)


class PermissionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # the same
    def label_from_instance(self, permission: Permission) -> str:
        """«Публикации: изменять»."""
        model = permission.content_type.model_class()
        action = permission.codename.partition("_")[0]
        if model is None or action not in _ACTIONS:
            return permission.name
        things = capfirst(model._meta.verbose_name_plural)
        return _("%(things)s: %(action)s") % {"things": things, "action": _ACTIONS[action]}


@admin.register(Group)
class RightsAdmin(MuseumModelAdmin, GroupAdmin):
    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Only what colleagues do here; sessions and types of content are the site's own."""
        if db_field.name == "permissions":
            kwargs["form_class"] = PermissionsField
            kwargs["queryset"] = Permission.objects.filter(
                content_type__app_label__in=_APPS
            ).select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)
