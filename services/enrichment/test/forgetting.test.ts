import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  contactEnriched,
  contactForgotten,
  contactUnreachable,
  contractCompleted,
  contractSigned,
  opportunityFound,
  opportunityWithdrawn,
  type PayloadOf,
} from '@loop/contracts';
import { config, enrichment } from '@loop/enrichment';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { samplePayload, settle, TestSystem } from '@loop/testkit';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open();
  await system.start(enrichment(system.settingsOf(config)));
});

afterAll(() => system.close());

/** A post that gives a handle: no name server has to be asked about it. */
async function found(text: string, author: string | null, tenantId = DEFAULT_TENANT_ID): Promise<string> {
  const opportunityId = randomUUID();
  const post: PayloadOf<typeof opportunityFound> = {
    opportunityId,
    source: { platform: 'hackernews', url: 'https://news.ycombinator.com/item?id=1', externalId: opportunityId },
    author,
    title: null,
    text: `SEEKING FREELANCER | ${text}`,
    postedAt: null,
    demand: { score: 0.9, reasons: ['Asks for work'] },
    runId: randomUUID(),
  };
  await system.publish(opportunityFound, post, tenantId, { correlationId: opportunityId });
  await settle(async () => {
    const told = [
      ...(await system.tap.published(contactEnriched)),
      ...(await system.tap.published(contactUnreachable)),
    ];
    const stored = await system.sql('SELECT 1 FROM enrichment.outbox WHERE key = $1', [opportunityId]);
    expect(told.some(({ data }) => data.opportunityId === opportunityId) || stored.length > 0).toBe(true);
  });
  return opportunityId;
}

const ask = (command: string, kind: string, value: string, rest: Record<string, unknown> = {}) =>
  system.ask('enrichment', command, { tenantId: DEFAULT_TENANT_ID, kind, value, contactId: null, ...rest });
const ordersAbout = async (opportunityId: string) =>
  (await system.tap.published(contactForgotten)).filter(({ data }) => data.opportunityIds.includes(opportunityId));
const toldOf = async (opportunityId: string) =>
  (await system.tap.published(contactUnreachable)).find(({ data }) => data.opportunityId === opportunityId)?.data;

async function everything(): Promise<string> {
  const tables = await system.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'enrichment'::regnamespace AND relkind = 'r'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => system.sql(`SELECT t::text FROM enrichment."${name}" t`)));
  return JSON.stringify(rows);
}

test('a dry run finds every post and address that lead to a person, and changes nothing', async () => {
  const first = await found('telegram: @wilmot_kay', 'wilmotk');
  const second = await found('telegram: @wilmot_kay or twitter: @wkay_draws', null);
  const third = await found('our budget is small', 'Wilmotk');
  const stranger = await found('telegram: @somebody_else', 'other');
  const plan = (await ask('forget_plan', 'twitter', '@WKay_draws')) as { ok: PayloadOf<typeof contactForgotten> };
  expect([...plan.ok.opportunityIds].sort()).toEqual([first, second, third].sort());
  expect(plan.ok.opportunityIds).not.toContain(stranger);
  expect(await system.tap.published(contactForgotten)).toEqual([]);
  expect(await everything()).toContain('wilmot_kay');
});

test('who is forgotten is in no table any more, and the order names them by hashes only', async () => {
  const reason = { actor: 'Iris', reason: 'asked by post' };
  const { ok } = (await ask('forget', 'telegram', 'wilmot_kay', reason)) as { ok: { eventIds: string[] } };
  expect(ok.eventIds).toHaveLength(1);
  await settle(async () =>
    expect(await system.ask('enrichment', 'erasure_status', { eventIds: ok.eventIds })).toMatchObject({
      ok: { done: 1, pendingInStream: 0 },
    }),
  );
  for (const text of [await everything(), JSON.stringify(await system.tap.published(contactForgotten))]) {
    for (const name of ['wilmot_kay', 'wkay_draws', 'wilmotk']) expect(text.toLowerCase()).not.toContain(name);
  }
  expect(await everything()).toContain('somebody_else');
  const audited = await system.sql("SELECT actor, reason FROM enrichment.audit WHERE action = 'forget'");
  expect(audited).toEqual([reason]);
});

test('a new post of somebody forgotten is told as that, and forgotten in its turn, under whatever name', async () => {
  const byAuthor = await found('anything', 'wilmotk');
  const byContact = await found('telegram: @wilmot_kay, or github: @brand-new', 'new_name');
  const byNewName = await found('anything else', 'new_name');
  for (const opportunityId of [byAuthor, byContact, byNewName]) {
    await settle(async () => expect(await toldOf(opportunityId)).toMatchObject({ reason: 'forgotten' }));
    await settle(async () => expect(await ordersAbout(opportunityId)).toHaveLength(1));
  }
  await settle(async () => expect(await everything()).not.toContain('wilmot_kay'));
});

test('a reason that names the person is refused: the audit is kept for ever', async () => {
  const refused = await ask('forget', 'email', 'Pat@Sedgeley.coop', {
    actor: 'Iris',
    reason: 'pat@sedgeley.coop wrote',
  });
  expect(refused).toMatchObject({ refused: 'reason_names_person' });
});

test('somebody of whom nothing is known yet can be forgotten beforehand, an unknown contact cannot', async () => {
  const done = await ask('forget', 'hackernews', 'never_seen', { actor: 'Iris', reason: 'asked beforehand' });
  expect(done).toMatchObject({ ok: { opportunityIds: [] } });
  const later = await found('telegram: @never_known', 'Never_Seen');
  expect(await toldOf(later)).toMatchObject({ reason: 'forgotten' });
  const unknown = { tenantId: DEFAULT_TENANT_ID, kind: null, value: null, contactId: randomUUID() };
  expect(await system.ask('enrichment', 'forget_plan', unknown)).toMatchObject({ refused: 'unknown_contact' });
});

test('a post that its source says is gone is forgotten, its author is not', async () => {
  const gone = await found('telegram: @kept_name', 'kept_author');
  const withdrawn = {
    opportunityId: gone,
    reason: 'deleted_at_source' as const,
    withdrawnAt: new Date().toISOString(),
  };
  await system.publish(opportunityWithdrawn, withdrawn, DEFAULT_TENANT_ID);
  await settle(async () => {
    const [order] = await ordersAbout(gone);
    expect(order?.data).toMatchObject({ basis: 'deleted_at_source', identities: [], authors: [] });
  });
  await settle(async () => expect(await everything()).not.toContain('kept_name'));
  const again = await found('telegram: @kept_name', 'kept_author');
  expect(await toldOf(again)).toBeUndefined();
});

test('what posts say expires by the policy of the tenant, but for deals under way', async () => {
  const tenantId = randomUUID();
  const [old, running, over, fresh] = [
    await found('telegram: @expired_one', 'a', tenantId),
    await found('telegram: @in_a_deal', 'b', tenantId),
    await found('telegram: @deal_is_over', 'c', tenantId),
    await found('telegram: @still_fresh', 'd', tenantId),
  ];
  const policy = await system.ask('enrichment', 'retention', { tenantId });
  expect(policy).toEqual({ ok: { keepDays: 180, isDefault: true } });
  const signed = samplePayload(contractSigned);
  const contracts = { running: randomUUID(), over: randomUUID() };
  await system.publish(contractSigned, { ...signed, contractId: contracts.running }, tenantId, {
    correlationId: running,
  });
  await system.publish(contractSigned, { ...signed, contractId: contracts.over }, tenantId, { correlationId: over });
  const completedAt = new Date(Date.now() - 100 * 86_400_000).toISOString();
  const completed = { contractId: contracts.over, completedAt, rating: null };
  await system.publish(contractCompleted, completed, tenantId, { correlationId: over });
  await settle(async () =>
    expect(
      await system.sql('SELECT 1 FROM enrichment.deals WHERE tenant_id = $1 AND completed_at IS NOT NULL', [tenantId]),
    ).toHaveLength(1),
  );
  await settle(async () =>
    expect(await system.sql('SELECT 1 FROM enrichment.deals WHERE tenant_id = $1', [tenantId])).toHaveLength(2),
  );
  await system.sql(
    `UPDATE enrichment.known_posts SET found_at = now() - interval '100 days' WHERE opportunity_id = ANY($1::uuid[])`,
    [[old, running, over]],
  );
  await system.ask('enrichment', 'set_retention', { tenantId, keepDays: 90 });
  // The schedule's slot of these ten minutes ran before: it is made to be run again.
  const again = await system.start(enrichment(system.settingsOf(config)));
  await system.sql("DELETE FROM enrichment.schedule_slots WHERE name = 'expire_posts' AND tenant_id = $1", [tenantId]);
  await again.stop();
  const rerun = await system.start(enrichment(system.settingsOf(config)));
  await settle(async () =>
    expect((await ordersAbout(old))[0]?.data).toMatchObject({ basis: 'retention', identities: [] }),
  );
  await rerun.stop();
  const told = (await system.tap.published(contactForgotten)).flatMap(({ data }) => data.opportunityIds);
  expect([told.includes(over), told.includes(running), told.includes(fresh)]).toEqual([true, false, false]);
  await settle(async () => {
    const all = await everything();
    const left = ['expired_one', 'in_a_deal', 'still_fresh'].filter((name) => all.includes(name));
    expect(left).toEqual(['in_a_deal', 'still_fresh']);
  });
});
