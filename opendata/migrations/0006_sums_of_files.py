"""Check sums of files beside their sizes. Versions measured before are measured again, so that theirs become known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opendata", "0005_letters_of_readers")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="file_sums",
            field=models.JSONField(default=dict, verbose_name="контролни збирови датотека"),
        ),
    ]
