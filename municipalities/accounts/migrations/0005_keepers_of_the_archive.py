from django.db import migrations, models


class Migration(migrations.Migration):
    """Roles for who draws up and who reviews the lists of the archive."""

    dependencies = [
        ("accounts", "0004_data_editors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.SlugField(
                choices=[
                    ("clerk", "Службеник"),
                    ("approver", "Руководилац"),
                    ("commission", "Члан комисије"),
                    ("registry", "Референт писарнице"),
                    ("disposal", "Члан комисије за излучивање"),
                    ("archivist", "Архивар"),
                    ("administrator", "Администратор општине"),
                    ("data-editor", "Уредник отворених података"),
                    ("auditor", "Ревизор"),
                    ("sctm", "Аналитичар СКГО"),
                    ("dispatcher", "Диспечер пријава"),
                    ("communal-inspector", "Комунални инспектор"),
                    ("traffic-inspector", "Саобраћајни инспектор"),
                    ("environment-inspector", "Инспектор за заштиту животне средине"),
                    ("head-of-inspections", "Руководилац инспекција"),
                ],
                verbose_name="улога",
            ),
        ),
    ]
