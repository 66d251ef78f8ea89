-- Two users for a record on PostgreSQL, so that a bot that was taken over can lose rows but never the tables:
--
--   lodestone_owner  owns the tables; runs `lodestone db upgrade`, `db move` and restores, and nothing else
--   lodestone_app    reads and writes rows; runs `lodestone run`, `worker`, `ask`, `poll`, `doctor` and the rest
--
-- Run it on the record's own database, as a superuser:
--
--   createdb lodestone
--   psql --dbname=lodestone --single-transaction --file=ops/roles.sql
--   psql --dbname=lodestone --command='\password lodestone_owner' --command='\password lodestone_app'
--
-- then `lodestone db upgrade` with the owner in DATABASE_URL, and everything else with the app in it. It may be run as
-- often as one likes, also on a record that is in use and was made by another user: that one's tables change hands.

DO $roles$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['lodestone_owner', 'lodestone_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
        EXECUTE format('ALTER ROLE %I NOCREATEDB NOCREATEROLE CONNECTION LIMIT 100', role);
    END LOOP;
    -- Nobody comes in, makes temporary tables or makes anything at all unless it is said here.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO lodestone_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM lodestone_app', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO lodestone_app', current_database());
END
$roles$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO lodestone_owner;
REVOKE ALL ON SCHEMA public FROM lodestone_app;
GRANT USAGE ON SCHEMA public TO lodestone_app;

-- What another user made before belongs to the owner from now on. Sequences of columns follow their tables.
DO $hand_over$
DECLARE
    thing record;
BEGIN
    FOR thing IN
        SELECT format('TABLE %I.%I', schemaname, tablename) AS named FROM pg_tables
        WHERE schemaname = 'public' AND tableowner <> 'lodestone_owner'
        UNION ALL
        SELECT format('%s %s', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, oid::regprocedure)
        FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
            AND proowner <> 'lodestone_owner'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT format('TYPE %s', pg_type.oid::regtype)
        FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
            AND typowner <> 'lodestone_owner'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
    LOOP
        EXECUTE 'ALTER ' || thing.named || ' OWNER TO lodestone_owner';
    END LOOP;
END
$hand_over$;

-- Rows, and no more: no TRUNCATE (it asks for no row), no REFERENCES, no TRIGGER.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM lodestone_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lodestone_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO lodestone_app;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO lodestone_app;

-- The same for whatever a later `db upgrade` makes.
ALTER DEFAULT PRIVILEGES FOR ROLE lodestone_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lodestone_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lodestone_owner GRANT USAGE, SELECT ON SEQUENCES TO lodestone_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lodestone_owner GRANT EXECUTE ON ROUTINES TO lodestone_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lodestone_owner GRANT USAGE ON SCHEMAS TO lodestone_app;

-- Which schema the record is at is the owner's to say. (A new record has this table after its first upgrade.)
DO $schema_version$
BEGIN
    IF to_regclass('public.alembic_version') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON public.alembic_version FROM lodestone_app;
    END IF;
END
$schema_version$;
