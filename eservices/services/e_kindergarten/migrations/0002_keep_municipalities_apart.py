"""Row-level security on every table of the service, and published lists that nobody can change."""

from django.db import migrations

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart

TABLES = (
    "application", "competition", "institution", "kindergarten", "objection", "publication", "quota", "ranking",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("e_kindergarten", "0001_initial")]

    operations = [
        *(KeepMunicipalitiesApart(f"e_kindergarten_{name}") for name in TABLES),
        AppendOnly("e_kindergarten_publication"),
    ]
