-- Projections rebuilt beside live traffic: their tables a second time in a schema of their own, switched over in one transaction.
-- A table is marked by COMMENT ON TABLE … IS 'projection of <subject>'. While it is rebuilt, the rebuilding session finds the
-- second copy first on its search_path, and with it an inbox of its own; nobody else sees either.

-- For the functions below, which keep it: temporary tables come last, so that nobody can put one in the way of the owner.
SELECT set_config('search_path', current_schema() || ', pg_temp', true);

CREATE FUNCTION rebuild_tables(of_subject text) RETURNS SETOF pg_class LANGUAGE sql STABLE SET search_path FROM CURRENT
  AS $$ SELECT * FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND obj_description(c.oid, 'pg_class') = 'projection of ' || of_subject ORDER BY c.relname $$;

CREATE FUNCTION rebuild_shape(of_table regclass) RETURNS text LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT concat_ws('; ',
    (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY a.attnum)
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint WHERE conrelid = of_table),
    (SELECT string_agg(regexp_replace(pg_get_indexdef(indexrelid), ' ON \S+ ', ' '), ', ' ORDER BY indexrelid::regclass::text)
       FROM pg_index WHERE indrelid = of_table AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)))
$$;

-- A row deleted from the live table leaves the copy as well, whoever deletes it: a person who is forgotten stays forgotten.
-- It waits for the batch that the rebuild has in hand, and the next batch for it: see rebuild_waits.
CREATE FUNCTION rebuild_follows() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA || ' rebuild'));
  EXECUTE TG_ARGV[0] USING OLD;
  RETURN NULL;
END $$;

CREATE FUNCTION rebuild_waits() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(current_schema() || ' rebuild'));
  RETURN NULL;
END $$;

CREATE FUNCTION rebuild_copy(original pg_class) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  live text := format('%I.%I', current_schema(), original.relname);
  copy text := format('%I.%I', current_schema() || '_rebuild', original.relname);
  part record;
BEGIN
  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)', copy, live);
  FOR part IN SELECT conname, pg_get_constraintdef(oid) AS def FROM pg_constraint
               WHERE conrelid = original.oid AND contype IN ('p', 'u', 'x') LOOP
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', copy, part.conname, part.def);
  END LOOP;
  FOR part IN SELECT pg_get_indexdef(indexrelid) AS def FROM pg_index
               WHERE indrelid = original.oid AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) LOOP
    EXECUTE replace(part.def, format(' ON %s ', live), format(' ON %s ', copy));
  END LOOP;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', copy);
  FOR part IN SELECT policyname, roles, qual, with_check FROM pg_policies
               WHERE schemaname = current_schema() AND tablename = original.relname LOOP
    EXECUTE format('CREATE POLICY %I ON %s TO %s USING (%s) WITH CHECK (%s)', part.policyname, copy,
      array_to_string(part.roles, ', '), part.qual, part.with_check);
  END LOOP;
  FOR part IN SELECT a.privilege_type, a.grantee::regrole AS grantee FROM aclexplode(original.relacl) a
               WHERE a.grantee <> original.relowner LOOP
    EXECUTE format('GRANT %s ON %s TO %s', part.privilege_type, copy, part.grantee);
  END LOOP;
  EXECUTE format('COMMENT ON TABLE %s IS %L', copy, obj_description(original.oid, 'pg_class'));
  IF rebuild_shape(copy::regclass) <> rebuild_shape(original.oid) THEN
    RAISE EXCEPTION 'projection % cannot be copied: it has foreign keys', original.relname;
  END IF;
END $$;

-- Ends whatever rebuild there is: its copies go, live tables stay as they are. Harmless when there is none.
-- The inbox comes first, as in every batch of a rebuild: whoever has it has everything.
CREATE FUNCTION rebuild_end() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE part record;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('LOCK TABLE %I.inbox IN ACCESS EXCLUSIVE MODE', current_schema() || '_rebuild');
  END IF;
  FOR part IN SELECT tgrelid::regclass AS live FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE t.tgname = 'rebuild_follows' AND c.relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('DROP TRIGGER rebuild_follows ON %s', part.live);
  END LOOP;
  FOR part IN SELECT c.oid::regclass AS copy FROM pg_class c
               WHERE c.relnamespace = (current_schema() || '_rebuild')::regnamespace AND c.relkind = 'r' LOOP
    EXECUTE format('DROP TABLE %s', part.copy);
  END LOOP;
END $$;

-- Makes the copies for a rebuild, empty. Returns how many tables are projections of the subject: none is refused by the caller.
CREATE FUNCTION rebuild_begin(of_subject text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  original pg_class;
  matching text;
  made integer := 0;
  building text := current_schema() || '_rebuild';
BEGIN
  PERFORM rebuild_end();
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE confrelid = original.oid)
       OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = original.oid AND NOT tgisinternal) THEN
      RAISE EXCEPTION 'projection % cannot be rebuilt: it has triggers, or foreign keys point to it', original.relname;
    END IF;
    PERFORM rebuild_copy(original);
    SELECT string_agg(format('copy.%1$I = ($1).%1$I', a.attname), ' AND ') INTO matching
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = original.oid AND i.indisprimary;
    EXECUTE format('CREATE TRIGGER rebuild_follows AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION rebuild_follows(%L)',
      original.relname, format('DELETE FROM %I.%I copy WHERE %s', building, original.relname, matching));
    made := made + 1;
  END LOOP;
  IF made > 0 THEN
    PERFORM rebuild_copy(c) FROM pg_class c WHERE c.oid IN ('inbox'::regclass, 'held'::regclass);
    EXECUTE format('CREATE TRIGGER rebuild_waits BEFORE INSERT ON %I.inbox FOR EACH STATEMENT EXECUTE FUNCTION rebuild_waits()', building);
  END IF;
  RETURN made;
END $$;

-- How many events the generation being built has handled; 0 when there is none.
CREATE FUNCTION rebuild_handled() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE handled bigint := 0;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM %I.inbox', current_schema() || '_rebuild') INTO handled;
  END IF;
  RETURN handled;
END $$;

-- Holds everybody off the live tables until the caller's transaction ends.
CREATE FUNCTION rebuild_lock(of_subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', original.relname);
  END LOOP;
END $$;

-- The copies take the live tables' places; the former live tables go.
CREATE FUNCTION rebuild_switch(of_subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  original pg_class;
  copy regclass;
BEGIN
  EXECUTE format('LOCK TABLE %I.inbox IN ACCESS EXCLUSIVE MODE', current_schema() || '_rebuild');
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    copy := to_regclass(format('%I.%I', current_schema() || '_rebuild', original.relname));
    IF copy IS NULL OR rebuild_shape(copy) <> rebuild_shape(original.oid) THEN
      RAISE EXCEPTION 'projection % was altered while it was rebuilt: start again', original.relname;
    END IF;
    EXECUTE format('ANALYZE %s', copy);
    EXECUTE format('DROP TABLE %I', original.relname);
    EXECUTE format('ALTER TABLE %s SET SCHEMA %I', copy, current_schema());
  END LOOP;
  PERFORM rebuild_end();
END $$;
