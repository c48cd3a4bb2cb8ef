"""Reports in the catalogue of the home page and of the municipalities that take them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities import catalogue

SERVICE = "prijave"
"""Under this name a municipality takes reports (OfferedService)."""

catalogue.register(
    catalogue.Entry(
        slug=SERVICE,
        name=_("Пријавите проблем"),
        summary=_("Пријава комуналној, саобраћајној или еколошкој инспекцији, без налога и за минут."),
        life_event=catalogue.LifeEvent.SURROUNDINGS,
        url=lambda municipality: reverse("inspections:start", args=[municipality]),
        search_words="пријава представка инспекција комунално рупа мрак смеће бука депонија такси аутобус пси шахт",
    )
)
