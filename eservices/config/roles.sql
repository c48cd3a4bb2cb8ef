-- Roles of the portal: the same file serves the embedded server and docker-compose; it may be run again at any time.
-- portal_owner owns the tables and runs migrations; portal_app serves citizens and clerks, reads and writes rows only;
-- portal_reader reads published rows of open data and nothing else: portal_app steps down to it before it answers
-- questions of strangers. None is a superuser, and none may bypass row-level security.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_owner') THEN
        CREATE ROLE portal_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        CREATE ROLE portal_app;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_reader') THEN
        CREATE ROLE portal_reader;
    END IF;
END
$$;
ALTER ROLE portal_owner LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOBYPASSRLS;
ALTER ROLE portal_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;
ALTER ROLE portal_reader NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;
GRANT portal_reader TO portal_app WITH INHERIT FALSE, SET TRUE;
GRANT portal_reader TO portal_owner WITH INHERIT FALSE, SET TRUE;
-- The owner may step down to the everyday role, so that tests can see what that role is refused.
GRANT portal_app TO portal_owner;
-- Default privileges belong to one database; run in template1 as well they hold for test databases too.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
