-- A switch holds everybody off the projection: the new generation's statistics are made before it, not in it.

-- For the functions below, which keep it: temporary tables come last, so that nobody can put one in the way of the owner.
SELECT set_config('search_path', current_schema() || ', pg_temp', true);

CREATE FUNCTION rebuild_analyze(of_subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('ANALYZE %I.%I', current_schema() || '_rebuild', original.relname);
  END LOOP;
END $$;

-- The copies take the live tables' places; the former live tables go.
CREATE OR REPLACE FUNCTION rebuild_switch(of_subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
    EXECUTE format('DROP TABLE %I', original.relname);
    EXECUTE format('ALTER TABLE %s SET SCHEMA %I', copy, current_schema());
  END LOOP;
  PERFORM rebuild_end();
END $$;
