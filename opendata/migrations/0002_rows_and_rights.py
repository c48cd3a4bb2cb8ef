"""Who may read and change what, and the schema in which rows of versions live.

The everyday role cannot make tables. It asks three functions of the owner, which accept known types and quoted names only:
``make`` (a table for one version), ``publish`` (from then on nobody but readers touches it) and ``discard`` (one that was
never published).
"""

from django.db import migrations

from municipalities.row_security import KeepMunicipalitiesApart, LetEverybodyRead

OWN = ("publicationjob", "rowerror")
PUBLIC = {
    "dataset": "is_public",
    "version": "state = 'published'",
    "openingduty": "true",
    "question": "is_public",
    "datasetrequest": "is_public",
    "reuse": "state = 'shown'",
}
SCHEMA = """
CREATE SCHEMA IF NOT EXISTS opendata_rows;
GRANT USAGE ON SCHEMA opendata_rows TO portal_app, portal_reader;

CREATE FUNCTION opendata_rows.make(name text, columns jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE item jsonb; body text := '';
BEGIN
    IF name !~ '^v[0-9a-f]{32}$' THEN RAISE EXCEPTION 'no name of a version'; END IF;
    FOR item IN SELECT * FROM jsonb_array_elements(columns) LOOP
        IF item->>1 NOT IN ('text', 'bigint', 'integer', 'numeric', 'date', 'timestamptz', 'time', 'boolean', 'jsonb') THEN
            RAISE EXCEPTION 'no type of a column: %', item->>1;
        END IF;
        body := body || format('%I %s, ', item->>0, item->>1);
    END LOOP;
    EXECUTE format('CREATE TABLE opendata_rows.%I (_row bigint NOT NULL, %s_words text NOT NULL)', name, body);
    EXECUTE format('GRANT SELECT, INSERT, MAINTAIN ON opendata_rows.%I TO portal_app', name);
END $$;

CREATE FUNCTION opendata_rows.index(name text, columns text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE column_name text;
BEGIN
    IF name !~ '^v[0-9a-f]{32}$' THEN RAISE EXCEPTION 'no name of a version'; END IF;
    EXECUTE format('ALTER TABLE opendata_rows.%I ADD PRIMARY KEY (_row)', name);
    EXECUTE format('CREATE INDEX ON opendata_rows.%I USING gin (to_tsvector(''simple'', _words))', name);
    FOREACH column_name IN ARRAY columns LOOP
        EXECUTE format('CREATE INDEX ON opendata_rows.%I (%I, _row)', name, column_name);
    END LOOP;
END $$;

CREATE FUNCTION opendata_rows.publish(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF name !~ '^v[0-9a-f]{32}$' THEN RAISE EXCEPTION 'no name of a version'; END IF;
    EXECUTE format('REVOKE ALL ON opendata_rows.%I FROM portal_app', name);
    EXECUTE format('GRANT SELECT ON opendata_rows.%I TO portal_app, portal_reader', name);
END $$;

CREATE FUNCTION opendata_rows.discard(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF name !~ '^v[0-9a-f]{32}$' THEN RAISE EXCEPTION 'no name of a version'; END IF;
    IF has_table_privilege('portal_reader', format('opendata_rows.%I', name), 'SELECT') THEN
        RAISE EXCEPTION 'a published version is never dropped';
    END IF;
    EXECUTE format('DROP TABLE opendata_rows.%I', name);
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA opendata_rows FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA opendata_rows TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("opendata", "0001_initial")]

    operations = [
        *(KeepMunicipalitiesApart(f"opendata_{name}") for name in (*OWN, *PUBLIC)),
        *(LetEverybodyRead(f"opendata_{name}", condition) for name, condition in PUBLIC.items()),
        migrations.RunSQL(SCHEMA, "DROP SCHEMA opendata_rows CASCADE"),
    ]
