#!/usr/bin/env python
"""The door for commands: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museumsite.settings")
    from django.core.management import (
        execute_from_command_line,
    )  # after the settings' name is known

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
