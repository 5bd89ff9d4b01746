-- What the account of the sessions (-v service=NAME) may do in a database whose owner makes and upgrades the schema.
-- The owner runs it in the schema of Siaga, after `siaga init` and again after each `siaga db upgrade`:
--     psql -v ON_ERROR_STOP=1 -v service=siaga_layanan -f docs/postgresql-service.sql siaga
-- (-v schema=NAME where it is not `public`.)
-- Run twice, it says the same. It takes away first, so that a right that is no longer listed here is gone.

\if :{?schema}
\else
\set schema public
\endif

BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM :"service";
REVOKE CREATE ON SCHEMA :"schema" FROM PUBLIC, :"service";
GRANT USAGE ON SCHEMA :"schema" TO :"service";

-- Registers and tallies are written; nothing is created, altered, emptied or dropped.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA :"schema" TO :"service";

-- The journal and its index of units only grow: what was said stays, whoever has the account's password.
REVOKE UPDATE, DELETE ON :"schema".journal, :"schema".journal_unit FROM :"service";

-- Which version the schema has is the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON :"schema".alembic_version FROM :"service";

COMMIT;
