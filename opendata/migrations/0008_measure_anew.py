"""Signs that XML forbids are left out of files from now on (revision 2 of the exports), so files are measured anew."""

from django.db import migrations

EMPTY = """
    SELECT set_config('app.system', 'on', true);
    UPDATE opendata_version SET file_sums = '{}' WHERE file_sums <> '{}';
    SELECT set_config('app.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("opendata", "0007_pushing")]

    operations = [migrations.RunSQL(EMPTY, migrations.RunSQL.noop)]
