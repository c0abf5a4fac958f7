-- People who are to be forgotten: what is to be erased of them here, and which events the broker has still to erase.

CREATE TABLE erasures (
  -- The event that ordered it.
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- Ids and SHA-256 only, see the runtime's `ErasureScope`.
  scope jsonb NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  -- Real time of the next pass; infinity once no straggler can come any more.
  not_before timestamptz NOT NULL DEFAULT now(),
  passes integer NOT NULL DEFAULT 0,
  -- Passes in a row that left nothing to wait for.
  clean_passes integer NOT NULL DEFAULT 0,
  waits_for text,
  -- Rows erased so far, by table.
  erased jsonb NOT NULL DEFAULT '{}',
  done_at timestamptz
);
CREATE INDEX erasures_due ON erasures (not_before);

-- An event whose body was erased keeps its row: a tombstone, which is never published again. `pending`: its message in the
-- stream has still to be erased, or to be looked for again since the broker may have come back from an older store.
ALTER TABLE outbox_sent
  ADD COLUMN erasure text CHECK (erasure IN ('pending', 'done')),
  -- One more each time the erasure is asked for; who answers an older question has not answered this one.
  ADD COLUMN erasure_asked integer NOT NULL DEFAULT 0;
CREATE INDEX outbox_sent_erasure ON outbox_sent (erasure, seq) WHERE erasure IS NOT NULL;

-- An event is never edited. It can only be erased.
CREATE FUNCTION refuse_edited_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body <> '' OR NEW.traceparent IS NOT NULL
     OR ROW(NEW.seq, NEW.id, NEW.tenant_id, NEW.subject, NEW.version, NEW.key, NEW.occurred_at, NEW.correlation_id, NEW.causation_id, NEW.key_seq)
     IS DISTINCT FROM ROW(OLD.seq, OLD.id, OLD.tenant_id, OLD.subject, OLD.version, OLD.key, OLD.occurred_at, OLD.correlation_id, OLD.causation_id, OLD.key_seq) THEN
    RAISE EXCEPTION 'an event is never edited' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_is_never_edited BEFORE UPDATE ON outbox
  FOR EACH ROW EXECUTE FUNCTION refuse_edited_event();
