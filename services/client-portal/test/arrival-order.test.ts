import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  contactEnriched,
  contactForgotten,
  contractDrafted,
  contractNotDrafted,
  contractPresented,
  type EventDefinition,
  milestoneFunded,
  milestoneFundingFailed,
  milestoneReleased,
  opportunityFound,
  type PayloadOf,
  replayConsumer,
} from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { seededRandom, settle } from '@loop/testkit';
import { type Deal, declined, funded, opportunity, PortalWorld, released } from './portal-world.ts';

let world: PortalWorld;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

type Published = { readonly event: EventDefinition; readonly data: PayloadOf<EventDefinition>; readonly id: string };

function publishing<D extends EventDefinition>(event: D, data: PayloadOf<D>): Published {
  return { event, data: data as PayloadOf<EventDefinition>, id: randomUUID() };
}

/** Everything the other services say about a signed contract, in the order it happens. */
function newsOf(deal: Deal, presentationId: string): readonly Published[] {
  const presented = {
    contractId: deal.contractId,
    version: 1,
    presentationId,
    channel: 'email' as const,
    provider: 'sendgrid',
    messageId: randomUUID(),
    contactId: deal.contactId,
    mode: 'test' as const,
    presentedAt: '2026-11-20T08:59:00.000Z',
  };
  return [
    publishing(contractPresented, presented),
    publishing(milestoneFundingFailed, declined(deal)),
    publishing(milestoneFunded, funded(deal)),
    publishing(milestoneReleased, released(deal, randomUUID())),
  ];
}

async function publishAll(news: readonly Published[], tenantId: string): Promise<void> {
  for (const { event, data, id } of news) await world.system.publish(event, data, tenantId, { id });
}

describe('news in any order and more than once', () => {
  it.each([1, 2, 3, 4, 5, 6])('lead to the same completed contract (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const deal = await world.draft();
    const { token, presentationId } = await world.link(deal);
    const cookie = await world.enter(deal, token);
    await world.sign(deal, cookie);
    const news = newsOf(deal, presentationId);
    await publishAll(random.shuffle([...news, ...news]), deal.tenantId);
    await settle(async () => {
      const room = await world.room(deal, cookie);
      expect(room.status).toBe('completed');
      expect(room.timeline).toHaveLength(8);
    });
    const { milestones, money, timeline } = await world.room(deal, cookie);
    expect(milestones[0]).toMatchObject({ status: 'released', light: 'done' });
    expect(money.earned.amountMinor).toBe(deal.draft.totalMinor);
    const kinds = timeline.map((event) => event.kind);
    expect([...kinds].sort()).toEqual(
      ['completed', 'drafted', 'funded', 'funding_failed', 'presented', 'released', 'signed', 'viewed'].sort(),
    );
  });

  it('keep the evidence one unbroken chain', async () => {
    const deal = await world.draft();
    const { token, presentationId } = await world.link(deal);
    const cookie = await world.enter(deal, token);
    await world.sign(deal, cookie);
    await publishAll(newsOf(deal, presentationId), deal.tenantId);
    const chain = await settle(async () => {
      const rows = await world.system.sql<{ position: number; record: string; hash: string }>(
        'SELECT position, record, hash FROM client_portal.evidence WHERE contract_id = $1 ORDER BY position',
        [deal.contractId],
      );
      expect(rows).toHaveLength(8);
      return rows;
    });
    let previous = '0'.repeat(64);
    for (const [index, link] of chain.entries()) {
      const hash = createHash('sha256')
        .update(previous + link.record)
        .digest('hex');
      expect({ position: link.position, hash: link.hash }).toEqual({ position: index + 1, hash });
      previous = link.hash;
    }
    const timeline = `/client-room/${deal.contractId}/timeline`;
    expect((await world.get(timeline, cookie)).body).toContain('the chain is unbroken');
    await world.system.sql(
      `UPDATE client_portal.evidence SET record = replace(record, 'Mira', 'Nina') WHERE contract_id = $1 AND kind = 'signed'`,
      [deal.contractId],
    );
    expect((await world.get(timeline, cookie)).body).toContain('Record 3 was changed after it was written');
  });

  it('draft once, though the contact is known before the opportunity and told twice', async () => {
    const { opportunityId, found, enriched } = opportunity('Our legacy app crashes, need help with a bug');
    await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
    await settle(async () => {
      const [held] = await world.system.sql<{ count: number }>('SELECT count(*)::int AS count FROM client_portal.held');
      expect(held?.count).toBe(1);
    });
    await world.system.publish(opportunityFound, found, DEFAULT_TENANT_ID);
    await settle(async () => {
      const drafts = (await world.published(contractDrafted)).filter((one) => one.data.opportunityId === opportunityId);
      expect(drafts).toHaveLength(1);
    });
    await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
    const next = await world.draft();
    const drafts = (await world.published(contractDrafted)).filter((one) => one.data.opportunityId === opportunityId);
    expect([drafts.length, next.draft.version]).toEqual([1, 1]);
  });

  it('draft in the event’s version that says how long each milestone takes', async () => {
    const { contractId } = await world.draft();
    const [draft] = (await world.published(contractDrafted)).filter(({ key }) => key === contractId);
    expect(draft?.version).toBe(2);
    for (const { workDays } of draft?.data.milestones ?? []) expect(workDays).toBeGreaterThanOrEqual(1);
    expect(draft?.data.milestones.length).toBeGreaterThanOrEqual(1);
  });

  it('become a dead letter when they contradict the contract', async () => {
    const deal = await world.draft();
    await world.system.publish(milestoneFunded, { ...funded(deal), amountMinor: 1 }, deal.tenantId);
    await settle(
      async () => {
        const letters = await world.system.sql<{ error: string }>(
          `SELECT error FROM client_portal.dead_letters WHERE subject = 'milestone.funded'`,
        );
        expect(letters).toHaveLength(1);
        expect(letters[0]?.error).toContain("does not fit the contract's amount");
      },
      { timeoutMs: 30_000 },
    );
  });
});

describe('what becomes no contract', () => {
  it('is said with the reason', async () => {
    const { opportunityId, found, enriched } = opportunity('Looking for a logo for our bakery, and illustrations');
    await world.system.publish(opportunityFound, found, DEFAULT_TENANT_ID);
    await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
    await settle(async () => {
      const refused = (await world.published(contractNotDrafted)).find(
        (one) => one.data.opportunityId === opportunityId,
      );
      expect(refused?.data).toMatchObject({ reason: 'no_service_fits' });
    });
  });
});

describe('a person who is to be forgotten', () => {
  function order(deal: { contactId: string; opportunityId: string }) {
    const valueSha256 = createHash('sha256').update('email:mira@lampwright.studio').digest('hex');
    return {
      contactId: deal.contactId,
      opportunityIds: [deal.opportunityId],
      identities: [{ kind: 'email' as const, valueSha256 }],
      basis: 'request' as const,
      forgottenAt: new Date().toISOString(),
    };
  }

  const OTHER = '00000000-0000-4000-8000-00000000000c';

  it('leaves nothing of their words behind, and their link opens nothing', async () => {
    const deal = await world.draft('Need a scraper for our peculiar-lighthouse prices', OTHER);
    const { token } = await world.link(deal);
    const cookie = await world.enter(deal, token);
    await world.system.publish(contactForgotten, order(deal), OTHER);
    await settle(async () => {
      expect((await world.get(`/client-room/${deal.contractId}`, cookie)).status).toBe(404);
    });
    expect((await world.post('/deal/open', { token })).status).toBe(404);
    for (const table of ['opportunities', 'contract_versions', 'contracts', 'evidence']) {
      const rows = await world.system.sql(
        `SELECT 1 FROM client_portal.${table} t WHERE t::text LIKE '%peculiar-lighthouse%'`,
      );
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
  });

  it('is not brought back when what was found is rebuilt from its events', async () => {
    const { subject } = opportunityFound;
    const slot = 'client-portal-replay-1';
    const consumer = replayConsumer('client-portal', slot, subject, { sequence: 1 });
    const replayId = randomUUID();
    await world.system.lineUp(consumer, replayId);
    const wish = { replayId, name: 'anew', mode: 'rebuild', subject, stream: consumer.stream, slot };
    const range = { firstSequence: 1, lastSequence: 1, expected: 1, cap: 1, ratePerSecond: 1_000 };
    const whole = { tenantId: null, key: null, eventIds: null };
    expect(await world.system.ask('client-portal', 'replay_start', { ...wish, ...range, ...whole })).toHaveProperty(
      'ok',
    );
    await settle(async () =>
      expect(await world.system.ask('client-portal', 'replay_status', { replayId })).toMatchObject({
        ok: { state: 'completed' },
      }),
    );
    const rows = await world.system.sql<{ kept: number; forgotten: number }>(
      `SELECT count(*)::int AS kept, (count(*) FILTER (WHERE body LIKE '%peculiar-lighthouse%'))::int AS forgotten
         FROM client_portal.opportunities`,
    );
    expect(rows).toEqual([{ kept: expect.any(Number), forgotten: 0 }]);
    expect(rows[0]?.kept).toBeGreaterThan(0);
  });

  it('is not taken up again under the same address', async () => {
    const again = opportunity('Another scraper please');
    await world.system.publish(opportunityFound, again.found, OTHER);
    await world.system.publish(contactEnriched, again.enriched, OTHER);
    await settle(async () => {
      const refused = (await world.published(contractNotDrafted)).find(
        (one) => one.data.opportunityId === again.opportunityId,
      );
      expect(refused?.data).toMatchObject({ reason: 'forgotten' });
    });
  });
});
