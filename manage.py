#!/usr/bin/env python
"""Entry to the commands of the portal; brings the local database and Redis up when no others are named."""

import os
import sys

from django.core.management import execute_from_command_line

from eservices.config.embedded import prepare_environment
from eservices.config.local_files import LocalServerError


def main() -> None:
    """Run one command; a fault of the local servers is one sentence and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eservices.config.settings")
    try:
        prepare_environment(sys.argv)
    except LocalServerError as fault:
        sys.exit(str(fault))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
