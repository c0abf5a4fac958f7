-- What a post was judged by, for who asks why it was kept or dropped, and what near copies are found by. Nothing of its words.
ALTER TABLE posts
  -- Another sketch than the former one, which no longer written: both cannot be compared.
  ALTER COLUMN sketch SET DEFAULT '{}',
  ADD COLUMN signature integer[] NOT NULL DEFAULT '{}',
  -- SHA-256 of the page a post stands on, however it is addressed.
  ADD COLUMN page_sha256 text,
  -- A summary that leads to nobody: the post itself is taken up all the same.
  ADD COLUMN gives_way boolean NOT NULL DEFAULT false,
  -- Why it was dropped; null for what was found.
  ADD COLUMN drop_reason text,
  ADD COLUMN duplicate_of uuid,
  -- Score with its reasons and what else was read, or the detail of a drop.
  ADD COLUMN judgement jsonb NOT NULL DEFAULT '{}',
  -- Among what was found the best comes first: a platform's own post before a summary, then the score.
  ADD COLUMN rank real NOT NULL DEFAULT 0;
CREATE INDEX posts_by_page ON posts (tenant_id, page_sha256) WHERE page_sha256 IS NOT NULL;
CREATE INDEX posts_by_original ON posts (tenant_id, duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX posts_by_rank ON posts (tenant_id, rank DESC, id) WHERE found;
CREATE INDEX posts_by_time ON posts (tenant_id, seen_at DESC, id);

-- Keys that near copies of a post share with it; originals alone have some.
CREATE TABLE post_bands (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  band bigint NOT NULL,
  post_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, band, post_id)
);
CREATE INDEX post_bands_by_post ON post_bands (tenant_id, post_id);
