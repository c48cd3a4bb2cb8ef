"""People are found by their last name too, and the debts of registers are counted at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_keep_municipalities_apart")]

    operations = [
        migrations.AddField("case", "surname_key", models.CharField(db_default="", editable=False, max_length=240)),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["municipality", "surname_key"],
                name="cases_by_surname",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            "evidence",
            models.Index(
                fields=["municipality", "case"],
                name="register_debts",
                condition=models.Q(is_current=True, outcome__in=["not_found", "unavailable", "invalid"]),
            ),
        ),
    ]
