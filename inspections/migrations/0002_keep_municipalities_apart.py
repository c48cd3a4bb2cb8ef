"""Row-level security on the tables of inspections, and logs that nobody can edit."""

from django.db import migrations

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart, code_condition, person_condition

PLAIN = (
    "feedback", "inforequest", "photo", "reportclockentry", "reportevent", "responsetemplate", "routingrule",
    "savedfilter",
)  # fmt: skip
BY_CODE = ("follower", "forwarding", "reportdraft")


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]

    operations = [
        *(KeepMunicipalitiesApart(f"inspections_{name}") for name in PLAIN),
        *(KeepMunicipalitiesApart(f"inspections_{name}", code_condition("code")) for name in BY_CODE),
        KeepMunicipalitiesApart("inspections_report", person_condition("person_id"), code_condition("code")),
        AppendOnly("inspections_reportevent"),
        AppendOnly("inspections_reportclockentry"),
    ]
