from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "eservices.cases"
    verbose_name = _("Предмети")

    def ready(self) -> None:
        """Connect the handlers of promised work, wake the broker after commits, add to own and open data, check keys."""
        handlers = ("notifications", "decisions", "evidence", "archive.disposal", "archive.records", "archive.package")
        for module in (*handlers, "simulation", "published", "book_paper"):
            import_module(f"eservices.cases.{module}")
        outbox = import_module("eservices.cases.outbox")
        outbox.on_promise(import_module("eservices.cases.tasks").kick)
        exports = import_module("municipalities.accounts.personal_data")
        own = import_module("eservices.cases.personal_data")
        exports.register("cases", own.cases_part)
        exports.register("drafts", own.drafts_part)
        exports.register("ledger", own.ledger_part)
        checks.register(import_module("eservices.cases.vault").check_master_keys)
        checks.register(import_module("eservices.cases.uploads.scanner").check_clamd_address)
