"""Codes of European vocabularies that a catalogue speaks in, with their Serbian names."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """Data themes of the EU (data-theme)."""

    AGRI = "AGRI", _("пољопривреда, шумарство и храна")
    ECON = "ECON", _("привреда и финансије")
    EDUC = "EDUC", _("образовање, култура и спорт")
    ENER = "ENER", _("енергетика")
    ENVI = "ENVI", _("животна средина")
    GOVE = "GOVE", _("управа и јавни сектор")
    HEAL = "HEAL", _("здравље")
    INTR = "INTR", _("међународни односи")
    JUST = "JUST", _("право, правда и јавна безбедност")
    REGI = "REGI", _("насеља, простор и катастар")
    SOCI = "SOCI", _("становништво и друштво")
    TECH = "TECH", _("наука и технологија")
    TRAN = "TRAN", _("саобраћај")


class Frequency(TextChoices):
    """How often a data set is renewed (frequency of the EU)."""

    UPDATE_CONT = "UPDATE_CONT", _("непрекидно")
    HOURLY = "HOURLY", _("сваког сата")
    DAILY = "DAILY", _("дневно")
    WEEKLY = "WEEKLY", _("недељно")
    MONTHLY = "MONTHLY", _("месечно")
    QUARTERLY = "QUARTERLY", _("тромесечно")
    ANNUAL = "ANNUAL", _("годишње")
    IRREG = "IRREG", _("по потреби")


# After how many days data renewed so often are late; those renewed when needed are never late.
LATE_AFTER_DAYS = {
    Frequency.UPDATE_CONT: 2, Frequency.HOURLY: 2, Frequency.DAILY: 3, Frequency.WEEKLY: 14, Frequency.MONTHLY: 45,
    Frequency.QUARTERLY: 120, Frequency.ANNUAL: 400,
}  # fmt: skip


class Licence(TextChoices):
    """Terms of reuse. The municipality decides for each data set; codes follow the licence list of the EU where it has one."""

    CC_BY = "CC_BY_4_0", _("CC BY 4.0 – уз навођење извора")
    CC0 = "CC0", _("CC0 – без услова")
    SODL = "SODL", _("услови Портала отворених података (SODL)")


LICENCE_ADDRESSES = {
    Licence.CC_BY: "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
    Licence.CC0: "http://publications.europa.eu/resource/authority/licence/CC0",
    Licence.SODL: "https://data.gov.rs/sr/terms/",
}
LICENCE_DEEDS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.SODL: "https://data.gov.rs/sr/terms/",
}
