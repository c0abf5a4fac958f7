-- breaking: an older version would write a posting that cites no evidence.
-- Every posting and release cites a row of evidence; a line of the provider's own account is booked once, whoever sees it.

-- What was written before cites what is still known of it.
INSERT INTO evidence (tenant_id, evidence_id, provider, kind, object_type, object_ref, provider_event_id, read_at, content_sha256)
  SELECT tenant_id, posting_id, 'stripe', CASE WHEN provider_event_id IS NULL THEN 'read' ELSE 'event' END, 'payment_intent',
         provider_ref, provider_event_id, read_at, encode(sha256(convert_to(provider_ref || ' ' || read_at, 'UTF8')), 'hex')
    FROM postings;

ALTER TABLE postings
  ADD COLUMN evidence_id uuid,
  ADD COLUMN provider text NOT NULL DEFAULT 'stripe' CHECK (provider IN ('stripe', 'paypal')),
  -- The provider's balance transaction, for postings that book one; and the charge, refund, dispute or payout it is about.
  ADD COLUMN balance_ref text CHECK (balance_ref <> ''),
  ADD COLUMN source_ref text,
  -- When it happened by the provider's own account.
  ADD COLUMN occurred_at timestamptz,
  ALTER COLUMN contract_id DROP NOT NULL,
  ALTER COLUMN milestone_id DROP NOT NULL;
UPDATE postings SET evidence_id = posting_id;
ALTER TABLE postings
  ALTER COLUMN evidence_id SET NOT NULL,
  ADD FOREIGN KEY (tenant_id, evidence_id) REFERENCES evidence,
  -- With the primary key of the entries: one leg of a number for each balance transaction.
  ADD CONSTRAINT postings_balance_once UNIQUE (tenant_id, provider, balance_ref),
  DROP CONSTRAINT postings_tenant_id_provider_ref_operation_key,
  DROP CONSTRAINT postings_operation_check,
  ADD CHECK (operation IN ('hold_placed', 'hold_ended', 'captured', 'captured_reversed', 'earned', 'charge', 'refund',
    'refund_failure', 'dispute_withdrawal', 'dispute_reinstatement', 'payout', 'payout_failure', 'fee')),
  -- What comes from the provider's account cites its line, and nothing else does.
  ADD CHECK ((balance_ref IS NULL) = (operation IN ('hold_placed', 'hold_ended', 'captured', 'captured_reversed', 'earned'))),
  ADD CHECK (balance_ref IS NULL OR (source_ref IS NOT NULL AND occurred_at IS NOT NULL)),
  ADD CHECK (milestone_id IS NOT NULL OR operation IN ('payout', 'payout_failure', 'fee'));
CREATE UNIQUE INDEX postings_once ON postings (tenant_id, provider, provider_ref, operation) WHERE balance_ref IS NULL;
CREATE INDEX postings_milestone ON postings (tenant_id, milestone_id);
CREATE INDEX postings_occurred ON postings (tenant_id, provider, occurred_at) WHERE balance_ref IS NOT NULL;

ALTER TABLE posting_entries
  ADD CHECK (account IN ('memo.card_holds', 'memo.clients_blocked', 'asset.provider_clearing', 'asset.bank',
    'asset.dispute_withheld', 'liability.client_prepayments', 'income.earned', 'income.refunds', 'income.dispute_withheld',
    'expense.provider_fees', 'fx.conversion'));

ALTER TABLE releases ADD COLUMN evidence_id uuid;
UPDATE releases r SET evidence_id = p.posting_id
  FROM postings p WHERE p.tenant_id = r.tenant_id AND p.milestone_id = r.milestone_id AND p.operation = 'earned';
ALTER TABLE releases
  ALTER COLUMN evidence_id SET NOT NULL,
  ADD FOREIGN KEY (tenant_id, evidence_id) REFERENCES evidence;
