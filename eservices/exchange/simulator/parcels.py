"""Invented cadastral parcels. Numbers of cadastral municipalities begin with 799, which is not in use here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """One parcel; corners are latitude and longitude, degrees WGS 84."""

    cadastral_municipality: tuple[str, str]
    municipality_code: str
    number: str
    area: str
    use: str
    corners: tuple[tuple[str, str], ...] = ()
    replaced_by: tuple[str, ...] = ()


KRAGUJEVAC_1 = ("799001", "Крагујевац Пример")
CACAK_1 = ("799002", "Чачак Пример")
SVILAJNAC_1 = ("799003", "Свилајнац Пример")

PLOTS = (
    Plot(
        KRAGUJEVAC_1, "70645", "1234/5", "640.00", "грађевинско земљиште",
        (("44.0161", "20.9161"), ("44.0161", "20.9164"), ("44.0158", "20.9164"), ("44.0158", "20.9161")),
    ),
    Plot(KRAGUJEVAC_1, "70645", "1234/6", "512.00", "грађевинско земљиште"),
    Plot(KRAGUJEVAC_1, "70645", "88", "1480.00", "њива", replaced_by=("88/1", "88/2")),
    Plot(KRAGUJEVAC_1, "70645", "88/1", "740.00", "њива"),
    Plot(KRAGUJEVAC_1, "70645", "88/2", "740.00", "њива"),
    Plot(
        CACAK_1, "71242", "1234/5", "905.00", "воћњак",
        (("43.8920", "20.3490"), ("43.8920", "20.3495"), ("43.8917", "20.3493")),
    ),
    Plot(SVILAJNAC_1, "71056", "310", "830.00", "грађевинско земљиште"),
)  # fmt: skip
PLOTS_BY_NUMBER = {(plot.cadastral_municipality[0], plot.number): plot for plot in PLOTS}
