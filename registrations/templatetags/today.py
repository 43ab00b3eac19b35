"""What waits for a registrar, for the admin's first page."""

from typing import Any

from django import template

from museumsite import moments
from registrations.admin.today import total_at

register = template.Library()


@register.simple_tag(takes_context=True)
def waits_for_you(context: dict[str, Any]) -> int | None:
    """How many things wait; None for colleagues who may not read registrations."""
    user = context["request"].user
    return total_at(moments.now()) if user.has_perm("registrations.view_registration") else None
