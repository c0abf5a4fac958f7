-- A run reads several sources, each on its own: its plan, its counts, what it cost, and why it ended.
CREATE TABLE run_parts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  run_id uuid NOT NULL,
  source text NOT NULL,
  -- Order in which the sources were named.
  position integer NOT NULL,
  -- Posts it may see.
  share integer NOT NULL CHECK (share > 0),
  -- Sources without authors wait until those that know them are through.
  is_waiting boolean NOT NULL DEFAULT false,
  plan jsonb NOT NULL,
  reading_effect_id uuid,
  -- Pages asked for; each is an effect under its number.
  pages integer NOT NULL DEFAULT 0,
  seen integer NOT NULL DEFAULT 0,
  found integer NOT NULL DEFAULT 0,
  dropped integer NOT NULL DEFAULT 0,
  broken integer NOT NULL DEFAULT 0,
  -- Reason → number of posts.
  dropped_by jsonb NOT NULL DEFAULT '{}',
  -- Money in millionths of a US dollar.
  requests integer NOT NULL DEFAULT 0,
  amount_micros bigint NOT NULL DEFAULT 0,
  -- What the page that is being read may cost, and on which day it is booked.
  reserved_requests integer NOT NULL DEFAULT 0,
  reserved_micros bigint NOT NULL DEFAULT 0,
  reserved_on text,
  quota_remaining integer,
  quota_resets_at timestamptz,
  is_incomplete boolean NOT NULL DEFAULT false,
  -- Questions that brought nothing, with the reasons.
  failures jsonb NOT NULL DEFAULT '[]',
  ended_at timestamptz,
  ended_because text CHECK (ended_because IN ('exhausted', 'limit', 'run_budget', 'day_budget', 'failed')),
  PRIMARY KEY (tenant_id, run_id, source),
  CHECK (seen = found + dropped + broken),
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);

-- How far each question was read: the next run goes on from here, so that nothing is read or paid for twice.
CREATE TABLE bookmarks (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  source text NOT NULL,
  -- Of the question as JSON.
  query_sha256 text NOT NULL,
  -- Begins behind the newest that was read; null where the source cannot tell.
  begin_cursor text,
  -- Pages that earlier runs left unread, the newest first.
  unread jsonb NOT NULL DEFAULT '[]',
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, source, query_sha256)
);

-- What a tenant's reading costs on a day (UTC, domain time), with what is reserved for pages under way.
CREATE TABLE daily_spending (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- YYYY-MM-DD.
  day text NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  amount_micros bigint NOT NULL DEFAULT 0,
  reserved_requests integer NOT NULL DEFAULT 0,
  reserved_micros bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, day)
);

-- What a run may cost; those of before this are held to nothing.
ALTER TABLE runs ADD COLUMN budget_micros bigint;
ALTER TABLE runs ADD COLUMN budget_requests integer;
-- Plan and reading effect stand with the parts; the columns go once no instance of before writes them.
ALTER TABLE runs ALTER COLUMN plan SET DEFAULT '[]';

-- Runs under way go on as runs with one part.
INSERT INTO run_parts (tenant_id, run_id, source, position, share, plan, reading_effect_id, seen, found, dropped, broken)
SELECT tenant_id, id, CASE source WHEN 'hn' THEN 'hackernews' ELSE source END, 0, seen_limit, plan, reading_effect_id,
       seen, found, dropped, broken
  FROM runs WHERE completed_at IS NULL;
