-- What the client chose (rail, way of funding) and what else payments says: holds about to end, lowered amounts, refunds that failed.

-- Null until the client picks one.
ALTER TABLE contracts ADD COLUMN rail text CHECK (rail IN ('stripe', 'paypal'));

ALTER TABLE milestone_payments
  ADD COLUMN rail text,
  ADD COLUMN failure_reason text,
  ADD COLUMN expiring_at timestamptz,
  ADD COLUMN reduced_at timestamptz,
  ADD COLUMN reduced_minor bigint CHECK (reduced_minor >= 0),
  -- What was taken for the approval; null in rows from before it was kept: then the contract's amount.
  ADD COLUMN released_minor bigint CHECK (released_minor >= 0);

-- The client's own choice of how a milestone is funded, where it differs from the contract's plan; the newest counts.
CREATE TABLE funding_choices (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  milestone_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  funding_method text NOT NULL CHECK (funding_method IN ('hold', 'card_on_file', 'prepaid')),
  selected_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, milestone_id)
);
CREATE INDEX funding_choices_contract ON funding_choices (tenant_id, contract_id);

-- Refunds that did not arrive. May be heard of before the refund itself.
CREATE TABLE failed_refunds (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  refund_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  failed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, refund_id)
);
CREATE INDEX failed_refunds_contract ON failed_refunds (tenant_id, contract_id);
COMMENT ON TABLE failed_refunds IS 'append-only';
