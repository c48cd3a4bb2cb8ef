#!/bin/bash
# Runs once, after roles.sql, when the database container makes its cluster: passwords come from the environment only.
set -euo pipefail
psql --username postgres --dbname portal --set ON_ERROR_STOP=1 \
    --set owner_password="$PORTAL_OWNER_PASSWORD" --set app_password="$PORTAL_APP_PASSWORD" <<'SQL'
ALTER ROLE portal_owner PASSWORD :'owner_password';
ALTER ROLE portal_app PASSWORD :'app_password';
ALTER DATABASE portal OWNER TO portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_app;
SQL
