"""Row-level security on every table but the public list, and texts, answers, votes and stories that nobody can change."""

from django.db import migrations

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart

TABLES = (
    "abusereport", "answer", "ballot", "comment", "committeemember", "event", "follow", "meeting", "moderation", "option",
    "paragraph", "period", "process", "report", "signature", "signaturelist", "textversion", "turnout",
)  # fmt: skip
UNCHANGEABLE = ("answer", "ballot", "event", "paragraph", "signaturelist", "textversion", "turnout")


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        *(KeepMunicipalitiesApart(f"participation_{name}") for name in TABLES),
        *(AppendOnly(f"participation_{name}") for name in UNCHANGEABLE),
    ]
