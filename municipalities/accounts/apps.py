from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People of the portal."""

    name = "municipalities.accounts"
    label = "accounts"
    verbose_name = _("Корисници и улоге")

    def ready(self) -> None:
        """Listen to what allauth tells about second factors."""
        from municipalities.accounts import receivers  # noqa: F401
