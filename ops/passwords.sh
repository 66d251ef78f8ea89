#!/bin/sh
# Gives the two users of ops/roles.sql their passwords; PostgreSQL's image runs it once, after that file.
set -eu
psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" \
    --set=owner="$LODESTONE_OWNER_PASSWORD" --set=app="$LODESTONE_APP_PASSWORD" <<'SQL'
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none';
ALTER ROLE lodestone_owner PASSWORD :'owner';
ALTER ROLE lodestone_app PASSWORD :'app';
SQL
