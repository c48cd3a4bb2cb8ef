"""How much the archive form and the seal cost, measured against the same page through bare WeasyPrint."""

import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from django.utils import translation

from eservices.cases.paper.documents import Calculation, CalculationLine, Decision, Letterhead, decision_html
from eservices.cases.paper.rendering import Attachment, bare_pdf, render_pdf
from eservices.cases.paper.seal import seal

MEGABYTE: Final = 1024 * 1024
MOMENT: Final = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class PaperTimes:
    """Median processor seconds for one document, ``bare`` through WeasyPrint alone and ``sealed`` as PDF/A-3a with the seal."""

    bare: float
    sealed: float

    @property
    def ratio(self) -> float:
        """How many times longer the sealed document takes; the goal is 1.5."""
        return self.sealed / self.bare


def bench_paper(rounds: int = 15) -> PaperTimes:
    """Times of a decision of 2 pages, each the median of ``rounds`` taken in turn so that both meet the same load."""
    html = sample_html()
    bare_pdf(html, language="sr")
    sealed_pdf(html)
    pairs = [
        (_seconds(lambda: bare_pdf(html, language="sr")), _seconds(lambda: sealed_pdf(html))) for _ in range(rounds)
    ]
    bare, sealed = zip(*pairs, strict=True)
    return PaperTimes(statistics.median(bare), statistics.median(sealed))


def bench_memory(first: int = 50, last: int = 500) -> float:
    """Megabytes of resident memory gained between document ``first`` and document ``last``; the goal is at most 5."""
    html = sample_html()
    marks: dict[int, float] = {}
    for number in range(1, last + 1):
        sealed_pdf(html)
        if number in {first, last}:
            marks[number] = _resident_megabytes()
    return marks[last] - marks[first]


def sealed_pdf(html: str) -> bytes:
    """The page as it leaves the portal: PDF/A-3a, machine-readable copy inside, sealed."""
    copy = Attachment("decision.json", json.dumps({"number": "invented"}).encode(), "Машински читљив препис")
    pdf = render_pdf(
        html, language="sr", title="Решење", identifier=b"0123456789abcdef", attachments=[copy], created=MOMENT
    )
    return seal(pdf, reason="Издавање решења", location="Крагујевац", signed_at=MOMENT)


def _seconds(work: Callable[[], object]) -> float:
    """Of the processor, not of the clock: the work is all computing, and neighbours on the machine must not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def sample_html(language: str = "sr") -> str:
    """The sample decision as a page in ``language``."""
    with translation.override(language):
        return decision_html(sample_letterhead(), sample_decision())


def sample_letterhead() -> Letterhead:
    """An invented letterhead."""
    return Letterhead(
        municipality="Град Крагујевац",
        organ="Градска управа за друштвене делатности",
        unit="Одељење за дечију и социјалну заштиту",
        number="184-17/2026-04",
        date=date(2026, 11, 3),
        place="Крагујевац",
        code="K7QF-3MZP-9XTD",
        check_page="https://portal.example/provera/",
        check_address="https://portal.example/provera/K7QF-3MZP-9XTD/",
        seal_holder="РАЗВОЈНИ ПЕЧАТ – НЕ ВАЖИ",
        worthless=True,
    )


def sample_decision() -> Decision:
    """An invented decision of 2 pages, with all parts and a calculation."""
    return Decision(
        title="РЕШЕЊЕ",
        subtitle="о признавању права на накнаду зараде за време породиљског одсуства",
        introduction=[
            (
                "Градска управа за друштвене делатности града Крагујевца, на основу члана 136. Закона о општем управном"
                " поступку, решавајући по захтеву Ђурђице Њежић Љубишић из Крагујевца, Улица измишљених липа 7, поднетом"
                " 20. 10. 2026. године, доноси"
            )
        ],
        operative=[
            (
                "Ђурђици Њежић Љубишић ПРИЗНАЈЕ СЕ право на накнаду зараде за време породиљског одсуства и одсуства са рада"
                " ради неге детета, за дете Јанка, рођеног 20. 4. 2026. године, у трајању од 10. 3. 2026. до 9. 3. 2027."
                " године."
            ),
            "Месечна основица накнаде износи 99.500,00 динара (словима: деведесет девет хиљада петсто динара).",
            "Накнада се исплаћује на текући рачун корисника, до 15. у месецу за претходни месец.",
            "Корисник је дужан да у року од 15 дана пријави сваку промену која утиче на ово право.",
        ],
        reasoning=[
            (
                "Ђурђица Њежић Љубишић поднела је 20. 10. 2026. године захтев за признавање права на накнаду зараде."
                " Захтев је поднет електронски, а подносилац је утврђен средством електронске идентификације."
            ),
            (
                "По службеној дужности прибављени су подаци из матичне књиге рођених о рођењу детета и подаци о основицама"
                " на које су плаћени доприноси за последњих 18 месеци пре првог месеца одсуства. Увидом у податке утврђено"
                " је да су доприноси плаћени за свих 18 месеци."
            ),
            (
                "Основица је утврђена тако што је збир свих месечних основица подељен са 18. Тако добијени износ не прелази"
                " пет просечних месечних зарада, па се не умањује."
            ),
        ],
        calculation=Calculation(
            caption="Обрачун основице",
            unit="динара",
            lines=[
                CalculationLine("Збир основица", "1.791.000,00", "18 месеци"),
                CalculationLine("Највиша основица", "849.605,00", "5 × 169.921,00; није прекорачена"),
                CalculationLine("Месечна основица", "99.500,00", "1.791.000,00 : 18", total=True),
            ],
        ),
        tables=[
            {
                "caption": "Основице по месецима",
                "head": ["Месец", "Основица", "Месец", "Основица"],
                "rows": [[f"{row + 1}. месец", "95.000,00", f"{row + 10}. месец", "104.000,00"] for row in range(9)],
            }
        ],
        conclusion=["На основу изложеног, одлучено је као у диспозитиву."],
        remedy=[
            (
                "Против овог решења може се изјавити жалба у року од 15 дана од дана обавештавања. Жалба се подноси преко"
                " овог органа, а о њој одлучује другостепени орган."
            )
        ],
        position="Начелник Градске управе",
        signatory="Љиљана Џомбић Измишљена",
        delivery=["подносиоцу захтева", "послодавцу", "архиви"],
    )
