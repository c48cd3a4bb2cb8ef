from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpendataConfig(AppConfig):
    name = "opendata"
    verbose_name = _("Отворени подаци")

    def ready(self) -> None:
        """Say what our acts are called in the record of acts, who writes the promised letters, and whom a new job wakes."""
        import_module("opendata.notices")
        import_module("opendata.tasks")
        import_module("opendata.checks")
        import_module("eservices.cases.labels").name_events(
            {
                "create_dataset": _("Отворен је скуп података"),
                "change_dataset": _("Промењен је опис скупа података"),
                "send_data": _("Послати су подаци за објаву"),
                "publish_data": _("Објављена је верзија података"),
                "confirm_findings": _("Потврђени су налази у подацима"),
                "reject_version": _("Одбачена је верзија података"),
                "roll_back": _("Враћена је ранија верзија података"),
                "withdraw_dataset": _("Скуп података је повучен"),
                "keep_push_account": _("Уписан је налог на националном порталу"),
                "start_push": _("Покренуто је поређење са националним порталом"),
                "finish_push": _("Завршено је поређење са националним порталом"),
                "write_in": _("Стигло је писмо о отвореним подацима"),
                "answer_letter": _("Одговорено је на писмо о отвореним подацима"),
            }
        )
