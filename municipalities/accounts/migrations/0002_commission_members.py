from django.db import migrations, models


class Migration(migrations.Migration):
    """A role for members of commissions, who read sensitive documents without leading cases."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.SlugField(
                choices=[
                    ("clerk", "Службеник"),
                    ("approver", "Руководилац"),
                    ("commission", "Члан комисије"),
                    ("archivist", "Архивар"),
                    ("administrator", "Администратор општине"),
                    ("auditor", "Ревизор"),
                    ("sctm", "Аналитичар СКГО"),
                ],
                verbose_name="улога",
            ),
        ),
    ]
