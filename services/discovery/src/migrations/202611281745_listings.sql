-- Listings whose sellers are asked for photos, and the photos that came.
CREATE TABLE listings (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- Random: an id that followed from the source would prove a guess at it.
  id uuid NOT NULL,
  -- Where it came from, and whose it is: in no answer, and the source in no event either. Erased with the person.
  source_platform text NOT NULL,
  source_external_id text,
  source_url text,
  title text,
  description text,
  seller_kind text,
  seller_value text,
  seller_name text,
  -- SHA-256 of `<kind>:<value>` for each kind the number has, comparable with the identities of `contact.forgotten`.
  seller_sha256 text[] NOT NULL DEFAULT '{}',
  status text NOT NULL CHECK (status IN ('published', 'photos_requested', 'verified_with_photos', 'withdrawn')),
  -- Counts every change; the id of its server-sent events.
  version integer NOT NULL CHECK (version > 0),
  photos_requested_at timestamptz,
  published_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, source_platform, source_external_id),
  CHECK (status = 'withdrawn' OR (source_external_id IS NOT NULL AND title IS NOT NULL AND seller_value IS NOT NULL))
);
CREATE INDEX listings_by_seller ON listings USING gin (seller_sha256);

CREATE TABLE photo_requests (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  listing_id uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, listing_id) REFERENCES listings (tenant_id, id)
);

CREATE TABLE listing_photos (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  listing_id uuid NOT NULL,
  media_id uuid NOT NULL,
  -- The same picture sent twice is one photo.
  sha256 text NOT NULL,
  content_type text NOT NULL,
  size_bytes bigint NOT NULL,
  stored_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, listing_id, media_id),
  UNIQUE (tenant_id, listing_id, sha256),
  FOREIGN KEY (tenant_id, listing_id) REFERENCES listings (tenant_id, id)
);
