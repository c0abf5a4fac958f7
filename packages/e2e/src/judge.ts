import { setTimeout as delay } from 'node:timers/promises';
import { EVENTS, opsEffectsList, SERVICES, type ServiceName } from '@loop/contracts';
import { isQuiet, moneyOf, type RunningSystem, underWay } from '@loop/dev';
import type { SandboxClient } from '@loop/provider-sandbox';
import { schemaOf } from '@loop/runtime';
import type { Pool } from 'pg';
import type { EffectCount, EventPlace, Evidence, MilestoneMoney } from './weigh.ts';

const RETRY_DELAY_MS = 300;

/** Gathers what there is to know about a system: from its databases, across all tenants, its streams, and the sandbox's log. */
export class Judge {
  readonly #system: RunningSystem;
  readonly #sandbox: SandboxClient;
  readonly #database: Pool;

  /** @param database the system's, as its superuser. Throws outside sandbox mode. */
  constructor(system: RunningSystem, database: Pool) {
    if (system.sandbox === undefined) throw new Error('The judge needs the log of the sandbox');
    this.#system = system;
    this.#sandbox = system.sandbox.client;
    this.#database = database;
  }

  /** Waits until nothing is under way any more, or so long; resolves to what still is, in words. */
  async rest(runIds: readonly string[], timeoutMs: number): Promise<readonly string[]> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const unrest = await this.#unrest(runIds);
      if (unrest.length === 0 || performance.now() > deadline) return unrest;
      await delay(RETRY_DELAY_MS);
    }
  }

  /** Everything about a system that is at rest, but for what its clients say. */
  async evidence(): Promise<Omit<Evidence, 'unrest' | 'stuckDeals'>> {
    await this.#system.watch.catchUp();
    const published = await this.#published();
    const [mails, captures] = await Promise.all([this.#sandbox.acceptedMails(), this.#sandbox.captures()]);
    const [money] = moneyOf(this.#system.watch.record, 'sandbox');
    return {
      crashes: this.#crashes(),
      decided: await this.#ofEach((service) => this.#decided(service)),
      published,
      unhandled: await this.#ofEach((service) => this.#unhandled(service, published)),
      effects: await this.#ofEach((service) => this.#effects(service)),
      listedUnknown: Object.fromEntries(
        await this.#ofEach(async (service) => [[service, await this.#listed(service)]]),
      ),
      mailEffects: mails.map(({ customArgs }) => customArgs['effect_id'] ?? 'none'),
      captures: captures.map(({ metadata }) => metadata['milestone'] ?? 'none'),
      ledger: await this.#ledger(),
      provider: await this.#provider(),
      told: { heldMinor: money?.held.amountMinor ?? 0, capturedMinor: money?.earned.amountMinor ?? 0 },
      deadLetters: await this.#ofEach((service) => this.#deadLetters(service)),
    };
  }

  async #unrest(runIds: readonly string[]): Promise<readonly string[]> {
    await this.#system.watch.catchUp();
    const left = underWay(this.#system.watch.record, runIds);
    const ofServices = await this.#ofEach(async (service) => {
      const schema = schemaOf(service);
      const [counts] = await this.#rows<{ unsent: number; held: number; open: number }>(`
        SELECT (SELECT count(*)::int FROM ${schema}.outbox o
                 WHERE NOT EXISTS (SELECT 1 FROM ${schema}.outbox_sent s WHERE s.seq = o.seq)) AS unsent,
               (SELECT count(*)::int FROM ${schema}.held) AS held,
               (SELECT count(*)::int FROM ${schema}.effects
                 WHERE state = 'claimed' OR (state = 'ready' AND due_at <= now())) AS open`);
      const { unsent = 0, held = 0, open = 0 } = counts ?? {};
      if (unsent + held + open === 0) return [];
      return [`${service} did not come to rest: ${unsent} events unsent, ${held} held, ${open} effects open`];
    });
    const unread = await this.#unread();
    return [
      ...(isQuiet(left) ? [] : [`still under way: ${JSON.stringify(left)}`]),
      ...ofServices,
      ...(unread === 0 ? [] : [`${unread} deliveries of events are not acknowledged`]),
    ];
  }

  /** Events that a consumer has yet to be given, or to acknowledge. */
  async #unread(): Promise<number> {
    const published = await this.#published();
    return (await this.#ofEach((service) => this.#unhandled(service, published))).length;
  }

  async #published(): Promise<readonly EventPlace[]> {
    const publishers = new Map(EVENTS.map(({ subject, publisher }) => [subject, publisher]));
    const published: EventPlace[] = [];
    for await (const { subject, attributes } of this.#system.operator.events.read({ headersOnly: true })) {
      const service = publishers.get(subject);
      if (service !== undefined && !('malformed' in attributes))
        published.push({ service, subject, id: attributes.id });
    }
    return published;
  }

  #decided(service: ServiceName): Promise<readonly EventPlace[]> {
    return this.#rows<EventPlace>(`SELECT '${service}' AS service, subject, id FROM ${schemaOf(service)}.outbox`);
  }

  /** Events for this service that it has neither handled nor holds nor has buried. */
  async #unhandled(consumer: ServiceName, published: readonly EventPlace[]): Promise<Evidence['unhandled']> {
    const schema = schemaOf(consumer);
    const rows = await this.#rows<{ event_id: string }>(
      `SELECT event_id FROM ${schema}.inbox UNION SELECT event_id FROM ${schema}.held
       UNION SELECT event_id FROM ${schema}.dead_letters`,
    );
    const known = new Set(rows.map(({ event_id }) => event_id));
    const subjects = EVENTS.filter(({ consumers }) => consumers.includes(consumer)).map(({ subject }) => subject);
    return published
      .filter(({ subject, id }) => subjects.includes(subject) && !known.has(id))
      .map((place) => ({ ...place, consumer }));
  }

  #effects(service: ServiceName): Promise<readonly EffectCount[]> {
    return this.#rows<EffectCount>(
      `SELECT '${service}' AS service, name, state, count(*)::int AS count FROM ${schemaOf(service)}.effects
        WHERE state <> 'ready' OR due_at <= now() GROUP BY name, state`,
    );
  }

  /** How many effects with an unknown outcome an operator is shown. */
  async #listed(service: ServiceName): Promise<number> {
    const wanted = { state: 'unknown', provider: null, tenantId: null, limit: 500, cursor: null };
    const answer = await this.#system.operator.request(opsEffectsList.request(service), wanted);
    return 'ok' in answer ? answer.ok.items.length : 0;
  }

  /** Holds are a memo that goes back when they end; what a charge brought is in clearing, and its fee apart. */
  #ledger(): Promise<readonly MilestoneMoney[]> {
    const sum = (which: string) => `coalesce(sum(e.amount_minor) FILTER (WHERE ${which}), 0)::float8`;
    const charged = `p.operation = 'charge' AND e.account IN ('asset.provider_clearing', 'expense.provider_fees')`;
    return this.#rows<MilestoneMoney>(
      `SELECT p.milestone_id AS "milestoneId", ${sum("e.account = 'memo.card_holds'")} AS "heldMinor",
              ${sum(charged)} AS "capturedMinor"
         FROM payments.postings p JOIN payments.posting_entries e USING (tenant_id, posting_id)
        WHERE p.milestone_id IS NOT NULL GROUP BY p.milestone_id`,
    );
  }

  async #provider(): Promise<readonly MilestoneMoney[]> {
    const byMilestone = new Map<string, MilestoneMoney>();
    for (const { metadata, capturableMinor, capturedMinor } of await this.#sandbox.payments()) {
      const milestoneId = metadata['milestone'] ?? 'none';
      const before = byMilestone.get(milestoneId);
      byMilestone.set(milestoneId, {
        milestoneId,
        heldMinor: (before?.heldMinor ?? 0) + capturableMinor,
        capturedMinor: (before?.capturedMinor ?? 0) + capturedMinor,
      });
    }
    return [...byMilestone.values()];
  }

  async #deadLetters(service: ServiceName): Promise<readonly string[]> {
    const rows = await this.#rows<{ subject: string; reason: string; error: string }>(
      `SELECT subject, reason, error FROM ${schemaOf(service)}.dead_letters WHERE state = 'open'`,
    );
    return rows.map(({ subject, reason, error }) => `${service} buried ${subject} (${reason}): ${error}`);
  }

  /** Whoever was not killed, nor asked to end, ended of their own accord. */
  #crashes(): readonly string[] {
    return SERVICES.flatMap((service) => this.#system.services[service]).flatMap(({ name, exits }) =>
      exits
        .filter(({ code, signal }) => code !== 0 && signal !== 'SIGKILL')
        .map(({ code, signal }) => `${name} ended by itself ${code === null ? `on ${signal}` : `with code ${code}`}`),
    );
  }

  /** Asks about one service after the other, and puts the answers together. */
  async #ofEach<T>(ask: (service: ServiceName) => Promise<readonly T[]>): Promise<readonly T[]> {
    const answers: T[] = [];
    for (const service of SERVICES) answers.push(...(await ask(service)));
    return answers;
  }

  async #rows<O extends object>(sql: string): Promise<readonly O[]> {
    return (await this.#database.query<O>(sql)).rows;
  }
}
