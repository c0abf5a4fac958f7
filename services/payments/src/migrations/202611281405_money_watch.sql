-- What the watch over money needs to know: short holds, warnings given, when work came, and which readings are wanted of an object.
ALTER TABLE payments
  ADD COLUMN is_hold_too_short boolean NOT NULL DEFAULT false,
  ADD COLUMN warned_hours integer CHECK (warned_hours IN (24, 48)),
  ADD COLUMN submitted_at timestamptz,
  ADD COLUMN funding_selected_at timestamptz,
  ADD COLUMN approval_said_at timestamptz,
  ADD COLUMN read_at timestamptz;

-- Many notices about one object are one reading: those that come while it is under way are one more.
CREATE TABLE object_reads (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  object_ref text NOT NULL,
  object_type text NOT NULL,
  -- Counts the notices; a reading answers all that came before it was asked for.
  wanted bigint NOT NULL,
  asked bigint NOT NULL,
  provider_event_id text,
  PRIMARY KEY (tenant_id, provider, object_ref)
);

-- Captures that wait for their call are told in the words of this version.
UPDATE effects SET intent = (intent - 'intentRef') || jsonb_build_object('paymentRef', intent -> 'intentRef',
    'contractId', (SELECT contract_id FROM payments p
      WHERE p.tenant_id = effects.tenant_id AND p.milestone_id = (effects.intent ->> 'milestoneId')::uuid))
  WHERE name = 'capture' AND intent ? 'intentRef';
