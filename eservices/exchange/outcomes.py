"""How a question to a register can end, as kept in the ledger and read by the citizen and the officer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """The end of one register query. `ASKED` is a query whose end is not known: it was sent and nobody came back."""

    ASKED = "asked", _("Упит је послат, одговор није забележен")
    ANSWERED = "answered", _("Регистар је одговорио")
    NOT_FOUND = "not_found", _("У регистру нема тражених података")
    SLOW = "slow", _("Регистар није одговорио на време")
    DOWN = "down", _("Регистар није доступан")
    WRONG_ANSWER = "wrong_answer", _("Одговор регистра није исправан")
    REFUSED = "refused", _("Регистар је одбио упит")
    CIRCUIT_OPEN = "circuit_open", _("Упит није послат: регистар је привремено искључен због кварова")
    NOT_CONNECTED = "not_connected", _("Упит није послат: веза са регистром није подешена")
