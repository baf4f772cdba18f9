#!/bin/sh
# Run once by the PostgreSQL image on an empty data folder: one role owns and migrates the tables; the other runs the
# program, and may change neither the tables' shape nor what the event log says.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set=owner_password="$COMMONWEAL_OWNER_PASSWORD" --set=app_password="$COMMONWEAL_APP_PASSWORD" <<'SQL'
CREATE ROLE commonweal_owner LOGIN NOSUPERUSER PASSWORD :'owner_password';
CREATE ROLE commonweal_app LOGIN NOSUPERUSER PASSWORD :'app_password';
GRANT commonweal_app TO commonweal_owner;
CREATE DATABASE commonweal OWNER commonweal_owner TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
\connect commonweal
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gist;
CREATE EXTENSION citext;
ALTER DEFAULT PRIVILEGES FOR ROLE commonweal_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO commonweal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE commonweal_owner GRANT USAGE ON SEQUENCES TO commonweal_app;
SQL
