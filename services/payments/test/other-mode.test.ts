import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { payments } from '@loop/payments';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts';
import { askToPay, newDeal, publishSignedDeal } from './payments-system.ts';

/** An installation that was tried out in sandbox mode and then set to test mode on the same database. */
let world: OutsideWorld;
let system: TestSystem;
let service: TestService;

beforeAll(async () => {
  world = await startOutsideWorld();
  system = await TestSystem.open({ mode: 'test', sandboxUrl: world.sandbox.url });
  service = await system.start(
    payments({ ...system.configOf('payments'), LOOP_STRIPE_SECRET_KEY: 'sk_test_of_nobody' }),
  );
});
afterAll(async () => {
  await system.close();
  await world.stop();
});

test('a contract that was drafted in sandbox mode asks nobody for other money', async () => {
  const deal = newDeal();
  await publishSignedDeal(system, deal);
  const answer = await askToPay(system, deal);
  expect(answer).toMatchObject({ refused: 'milestone_not_payable', detail: expect.stringContaining('sandbox') });
  expect(await system.sql('SELECT 1 FROM payments.effects')).toHaveLength(0);
  expect(await world.control.payments()).toHaveLength(0);
});

test('the status page of one mode counts nothing of another', async () => {
  const deal = newDeal();
  await publishSignedDeal(system, deal);
  await system.sql(
    `WITH read AS (INSERT INTO payments.evidence (tenant_id, evidence_id, provider, kind, object_type, object_ref, read_at,
       content_sha256) SELECT tenant_id, milestone_id, 'stripe', 'read', 'payment_intent', 'pi_sandbox', now(), 'x'
       FROM payments.payments WHERE milestone_id = $1),
     posted AS (INSERT INTO payments.postings (tenant_id, posting_id, operation, contract_id, milestone_id, provider, provider_ref,
       evidence_id, read_at, mode, posted_at) SELECT tenant_id, gen_random_uuid(), 'captured', contract_id, milestone_id, 'stripe',
       'pi_sandbox', milestone_id, now(), mode, now() FROM payments.payments WHERE milestone_id = $1)
     INSERT INTO payments.operations (tenant_id, operation_id, milestone_id, kind, ordinal, effect_id, idempotency_key,
       params_sha256, amount_minor, currency, provider_ref, created_at)
     SELECT tenant_id, gen_random_uuid(), milestone_id, 'open_session', 1, gen_random_uuid(), 'op:1', 'x', amount_minor, currency,
       'cs_sandbox', now() FROM payments.payments WHERE milestone_id = $1`,
    [deal.milestoneId],
  );
  await system.sql(
    `INSERT INTO payments.notices (tenant_id, provider_event_id, event_type, object_ref, occurred_at, mode)
     SELECT tenant_id, 'evt_sandbox', 'payment_intent.succeeded', 'pi_sandbox', now(), 'sandbox'
       FROM payments.payments WHERE milestone_id = $1`,
    [deal.milestoneId],
  );
  await settle(async () => {
    const response = await fetch(`${service.url}/integration/stripe-status`);
    expect(await response.json()).toMatchObject({
      mode: 'test',
      sessionsCreated: 0,
      paymentsReceived: 0,
      lastVerifiedEvent: null,
    });
  });
});
