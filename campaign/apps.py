from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = _("Да кликнемо заједно")

    def ready(self) -> None:
        """Make the promised letters and the reference data known, and say what our acts are called."""
        import_module("campaign.letters")
        import_module("municipalities.reference").register("campaign", import_module("campaign.reference").load)
        import_module("eservices.cases.labels").name_events(
            {
                "announce_promotion": _("Најављена је промоција на тргу"),
                "cancel_promotion": _("Отказана је промоција на тргу"),
                "check_in_visitor": _("Посетилац промоције је дошао"),
                "find_competition_row": _("Тражен је ред предмета у такмичењу општина"),
                "help_visitor": _("На промоцији је започет захтев"),
                "report_promotion": _("Објављен је извештај о промоцији"),
            }
        )
