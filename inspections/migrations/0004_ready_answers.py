"""Ready answers are chosen by the words of their action."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0003_open311"),
    ]

    operations = [
        migrations.AlterField(
            model_name="responsetemplate",
            name="action",
            field=models.SlugField(
                choices=[
                    ("change_category", "Промени категорију"),
                    ("request_info", "Тражи допуну"),
                    ("forward", "Проследи и чекај одговор"),
                    ("cede", "Уступи надлежном органу"),
                    ("separate", "Раздвоји"),
                    ("split", "Издвој део"),
                    ("reject", "Одбаци"),
                    ("inform", "Обавести подносиоца"),
                    ("close", "Окончај"),
                    ("request_reopen", "Тражи поновно отварање"),
                    ("reopen", "Поново отвори"),
                    ("refuse_reopen", "Не отварај поново"),
                ],
                max_length=40,
                verbose_name="радња",
            ),
        ),
    ]
