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

-- What another user made before belongs to the owner from now on, the wake-ups between processes (which lie in a schema
-- of their own) as well. Sequences of columns follow their tables.
DO $hand_over$
DECLARE
    owner CONSTANT oid := 'lodestone_owner'::regrole;
    schemas CONSTANT oid[] := ARRAY(
        SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'lodestone_wakeups')
    );
    thing record;
BEGIN
    FOR thing IN
        SELECT format('TABLE %s', oid::regclass) AS named FROM pg_class
        WHERE relnamespace = ANY (schemas) AND relkind IN ('r', 'p') AND relowner <> owner
        UNION ALL
        SELECT format('ROUTINE %s', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = ANY (schemas) AND prokind IN ('f', 'p') AND proowner <> owner
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT format('TYPE %s', oid::regtype) FROM pg_type
        WHERE typnamespace = ANY (schemas) AND typowner <> owner
            AND (typtype IN ('e', 'd') OR (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
        UNION ALL
        SELECT format('SCHEMA %I', nspname) FROM pg_namespace
        WHERE nspname = 'lodestone_wakeups' AND nspowner <> owner
    LOOP
        EXECUTE 'ALTER ' || thing.named || ' OWNER TO lodestone_owner';
    END LOOP;
END
$hand_over$;

-- Rows, and no more: no TRUNCATE (it asks for no row), no REFERENCES, no TRIGGER.
DO $rows$
DECLARE
    place text;
BEGIN
    FOR place IN SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'lodestone_wakeups') LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO lodestone_app', place);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM lodestone_app', place);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO lodestone_app', place);
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO lodestone_app', place);
        EXECUTE format('GRANT EXECUTE ON ALL ROUTINES IN SCHEMA %I TO lodestone_app', place);
    END LOOP;
END
$rows$;

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
