from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "eservices.config"
    label = "config"


class PortalAdminConfig(AdminConfig):
    """The Django admin with the clerk's desk as its site."""

    default_site = "eservices.cases.desk.site.DeskSite"
