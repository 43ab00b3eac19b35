"""Django's command without guesses: a string that changed is untranslated, not half right."""

from django.core.management.commands.makemessages import Command as DjangoCommand


class Command(DjangoCommand):
    msgmerge_options = [*DjangoCommand.msgmerge_options, "--no-fuzzy-matching"]
