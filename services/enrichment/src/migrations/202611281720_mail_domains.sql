-- Whether domains take mail, as their name servers said, and the opportunities that wait for an answer.
CREATE TABLE mail_domains (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- Lower case, letters beyond ASCII in their xn-- form.
  domain text NOT NULL,
  -- Null until the first answer.
  status text CHECK (status IN ('receives', 'by_address', 'refuses', 'absent', 'unanswered')),
  -- Domain time up to which the answer is believed; past where it has to be asked for.
  believed_until timestamptz NOT NULL,
  -- Names the question under way, so that it is asked once however many wait: the second in which the domain was first met, and
  -- one more with each answer. A domain that was dropped and comes again does not meet its old question.
  question bigint NOT NULL,
  PRIMARY KEY (tenant_id, domain)
);
CREATE INDEX mail_domains_by_age ON mail_domains (tenant_id, believed_until);

-- What was found in a post, without the post; deleted once it is decided.
CREATE TABLE waiting_opportunities (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  correlation_id uuid NOT NULL,
  post jsonb NOT NULL,
  contacts jsonb NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);

CREATE TABLE awaited_domains (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  domain text NOT NULL,
  opportunity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, domain, opportunity_id),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES waiting_opportunities (tenant_id, opportunity_id) ON DELETE CASCADE
);
CREATE INDEX awaited_domains_by_opportunity ON awaited_domains (tenant_id, opportunity_id);
