-- Replays to the end: named jobs that pause, resume and stall, an outcome per event, effects held until they are armed.

ALTER TABLE replay_jobs
  ADD COLUMN name text UNIQUE,
  ADD COLUMN first_sequence bigint NOT NULL DEFAULT 1,
  -- Every event up to here is done with: where a replay goes on whose consumer has gone.
  ADD COLUMN done_through bigint NOT NULL DEFAULT 0,
  ADD COLUMN only_events uuid[],
  -- One more each time somebody else goes on with the job; who holds an older one stops.
  ADD COLUMN run integer NOT NULL DEFAULT 1,
  ADD COLUMN state_reason text,
  -- A redrive reads dead letters, no stream.
  ALTER COLUMN stream DROP NOT NULL,
  ALTER COLUMN slot DROP NOT NULL,
  ALTER COLUMN subject DROP NOT NULL,
  ALTER COLUMN last_sequence DROP NOT NULL,
  DROP CONSTRAINT replay_jobs_mode_check,
  DROP CONSTRAINT replay_jobs_state_check,
  ADD CONSTRAINT replay_jobs_mode_check CHECK (mode IN ('dry-run', 'repair', 'reprocess', 'rebuild', 'redrive')),
  ADD CONSTRAINT replay_jobs_state_check
    CHECK (state IN ('running', 'paused', 'stalled', 'completed', 'cancelled', 'failed'));

-- What became of each event of a replay. Of a rebuild only what failed.
CREATE TABLE replay_outcomes (
  job_id uuid NOT NULL REFERENCES replay_jobs,
  stream_seq bigint NOT NULL,
  event_id uuid,
  outcome text NOT NULL CHECK (outcome IN ('processed', 'skipped', 'held', 'invalid', 'unknown', 'failed', 'never_handled')),
  detail text,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (job_id, stream_seq)
);

-- The dead letters a redrive is to hand back, chosen when it began. What became of them the other tables tell.
CREATE TABLE redriven_letters (
  job_id uuid NOT NULL REFERENCES replay_jobs,
  dead_letter_id uuid NOT NULL REFERENCES dead_letters,
  redriven_at timestamptz,
  PRIMARY KEY (job_id, dead_letter_id)
);
CREATE INDEX redriven_letters_open ON redriven_letters (job_id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letters_group ON dead_letters (error_group) WHERE state = 'open';

-- Each time a handled event was handled again, in the transaction that did it: one job does it once.
CREATE TABLE reprocessed (
  event_id uuid NOT NULL,
  generation integer NOT NULL,
  tenant_id uuid NOT NULL,
  job_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, generation),
  UNIQUE (job_id, event_id)
);

ALTER TABLE effects
  -- The reprocess that asked for it; it is held until that is armed.
  ADD COLUMN replay_id uuid,
  DROP CONSTRAINT effects_state_check,
  ADD CONSTRAINT effects_state_check
    CHECK (state IN ('held', 'ready', 'claimed', 'done', 'refused', 'unknown', 'cancelled'));
CREATE INDEX effects_of_replay ON effects (replay_id) WHERE replay_id IS NOT NULL;
