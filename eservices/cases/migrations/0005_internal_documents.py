from django.db import migrations, models


class Migration(migrations.Migration):
    """Documents that only officials read, such as minutes of a commission."""

    dependencies = [("cases", "0004_payments")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="direction",
            field=models.CharField(
                choices=[("incoming", "примљено"), ("outgoing", "послато"), ("internal", "интерно")],
                default="incoming",
                max_length=10,
                verbose_name="смер",
            ),
        ),
    ]
