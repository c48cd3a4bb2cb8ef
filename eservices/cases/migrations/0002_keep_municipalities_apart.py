"""Row-level security on every table of cases, and logs that nobody can edit."""

from django.db import migrations

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart, code_condition, person_condition

PLAIN = (
    "amendment", "auditrecord", "audithead", "caseevent", "clockentry", "datakey", "delivery", "deliveryattempt",
    "document", "evidence", "note", "outboxmessage", "rating", "registrybook",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        *(KeepMunicipalitiesApart(f"cases_{name}") for name in PLAIN),
        KeepMunicipalitiesApart("cases_case", person_condition("person_id"), code_condition("code")),
        KeepMunicipalitiesApart("cases_draft", person_condition("owner_id"), code_condition("code")),
        KeepMunicipalitiesApart("cases_decision", code_condition("code")),
        AppendOnly("cases_auditrecord"),
        AppendOnly("cases_caseevent"),
        AppendOnly("cases_clockentry"),
    ]
