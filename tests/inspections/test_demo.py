"""The invented reports of the demo are filed once, in three towns, and stand at different points of the road."""

import pytest

from eservices.config.demo_data import DESKS, load_people
from inspections.demo import SAMPLES, load_demo
from inspections.models import InspectionRecord, Report, RiskAssessment
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.mark.django_db
def test_demo_reports_are_filed_once_in_three_towns(reference_data: None) -> None:
    load_people()
    assert load_demo(DESKS) == 3 * len(SAMPLES) and load_demo(DESKS) == 0
    with municipality_scope(Municipality.objects.get(slug="cacak").pk):
        assert set(Report.objects.values_list("state", flat=True)) >= {
            "registered", "triage", "merged", "forwarded", "ceded", "closed", "measures", "rejected", "info_requested",
        }  # fmt: skip
        assert (
            InspectionRecord.objects.filter(degree=None).count()
            > InspectionRecord.objects.exclude(degree=None).count()
            > 0
        )
        assert RiskAssessment.objects.exists()
