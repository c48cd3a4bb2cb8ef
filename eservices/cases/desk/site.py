"""The clerk's desk: the Django admin of the portal."""

from django.contrib import admin


class DeskSite(admin.AdminSite):
    """The admin site of municipal officials."""
