import { opsEffectsList, SERVICES, type ServiceName } from '@loop/contracts';
import { isQuiet, moneyOf, type RunningSystem, underWay } from '@loop/dev';
import { schemaOf } from '@loop/runtime';
import { Client } from 'pg';

/** What the judge found: what must never happen and did, and what a person should know. */
export interface Verdict {
  /** Broken promises, in sentences. Empty when all were kept. */
  readonly violations: readonly string[];
  /** Effects whose outcome nobody could find out; they are listed, never done again. */
  readonly unknownEffects: number;
  readonly events: number;
  readonly mails: number;
  readonly captures: number;
}

interface EffectCount {
  readonly name: string;
  readonly state: string;
  readonly count: number;
}

const TERMINAL: readonly string[] = ['done', 'refused', 'cancelled'];

/** Reads the system's databases as their superuser, across all tenants. */
export class Judge {
  readonly #system: RunningSystem;
  readonly #database: Client;

  private constructor(system: RunningSystem, database: Client) {
    this.#system = system;
    this.#database = database;
  }

  /** Opens a judge for the time of `work`. */
  static async during<T>(system: RunningSystem, work: (judge: Judge) => Promise<T>): Promise<T> {
    const database = new Client({ connectionString: system.servers.databaseUrl });
    await database.connect();
    try {
      return await work(new Judge(system, database));
    } finally {
      await database.end();
    }
  }

  /** What is still under way, in words; empty once everything has come to rest. */
  async unrest(runIds: readonly string[]): Promise<readonly string[]> {
    await this.#system.watch.catchUp();
    const unrest: string[] = [];
    const left = underWay(this.#system.watch.record, runIds);
    if (!isQuiet(left)) unrest.push(`still under way: ${JSON.stringify(left)}`);
    for (const service of SERVICES) {
      const [counts] = await this.#rows<{ unsent: number; held: number; open: number }>(`
        SELECT (SELECT count(*)::int FROM ${schemaOf(service)}.outbox o
                 WHERE NOT EXISTS (SELECT 1 FROM ${schemaOf(service)}.outbox_sent s WHERE s.seq = o.seq)) AS unsent,
               (SELECT count(*)::int FROM ${schemaOf(service)}.held) AS held,
               (SELECT count(*)::int FROM ${schemaOf(service)}.effects
                 WHERE state = 'claimed' OR (state = 'ready' AND due_at <= now())) AS open`);
      const { unsent = 0, held = 0, open = 0 } = counts ?? {};
      if (unsent + held + open > 0) unrest.push(`${service}: ${unsent} unsent, ${held} held, ${open} effects open`);
    }
    return unrest;
  }

  /** Weighs everything once the system is at rest. */
  async verdict(): Promise<Verdict> {
    const { sandbox, watch } = this.#system;
    if (sandbox === undefined) throw new Error('The judge needs the log of the sandbox');
    await watch.catchUp();
    const [mails, captures] = await Promise.all([sandbox.client.acceptedMails(), sandbox.client.captures()]);
    const effects = await this.#effects();
    const { violations: lost, events } = await this.#lostEvents();
    const unknown = effects.map(({ service, counts }) => ({
      service,
      count: counts.filter(({ state }) => state === 'unknown').reduce((sum, { count }) => sum + count, 0),
    }));
    return {
      violations: [
        ...effects.flatMap(({ service, counts }) => openEffects(service, counts)),
        ...twice(
          'effect',
          mails.map(({ customArgs }) => customArgs['effect_id'] ?? 'none'),
        ).map((effect) => `more than one message for ${effect}`),
        ...twice(
          'milestone',
          captures.map(({ metadata }) => milestoneIn(metadata)),
        ).map((milestone) => `more than one capture of ${milestone}`),
        ...lost,
        ...(await this.#moneyGaps()),
        ...(await this.#deadLetters()),
        ...(await this.#unlisted(unknown)),
      ],
      unknownEffects: unknown.reduce((sum, { count }) => sum + count, 0),
      events,
      mails: mails.length,
      captures: captures.length,
    };
  }

  #effects(): Promise<readonly { readonly service: ServiceName; readonly counts: readonly EffectCount[] }[]> {
    return inTurn(SERVICES, async (service) => ({
      service,
      counts: await this.#rows<EffectCount>(
        `SELECT name, state, count(*)::int AS count FROM ${schemaOf(service)}.effects
          WHERE state <> 'ready' OR due_at <= now() GROUP BY name, state`,
      ),
    }));
  }

  /** Every outbox row is in the stream, and nothing else is. */
  async #lostEvents(): Promise<{ readonly violations: readonly string[]; readonly events: number }> {
    const stored = new Set<string>();
    for await (const { attributes } of this.#system.operator.events.read({ headersOnly: true })) {
      if (!('malformed' in attributes)) stored.add(attributes.id);
    }
    const violations: string[] = [];
    let decided = 0;
    for (const service of SERVICES) {
      const rows = await this.#rows<{ id: string; subject: string }>(
        `SELECT id, subject FROM ${schemaOf(service)}.outbox`,
      );
      decided += rows.length;
      for (const { id, subject } of rows)
        if (!stored.has(id)) violations.push(`${subject} ${id} never reached the stream`);
    }
    if (stored.size > decided)
      violations.push(`${stored.size - decided} events are in the streams that nobody decided`);
    return { violations, events: stored.size };
  }

  /** What the provider holds and has captured is what the events say is held and earned. */
  async #moneyGaps(): Promise<readonly string[]> {
    const payments = (await this.#system.sandbox?.client.payments()) ?? [];
    const at = (figure: 'capturableMinor' | 'capturedMinor') => payments.reduce((sum, one) => sum + one[figure], 0);
    const [money] = moneyOf(this.#system.watch.record, 'sandbox');
    const held = money?.held.amountMinor ?? 0;
    const earned = money?.earned.amountMinor ?? 0;
    return [
      ...(held === at('capturableMinor') ? [] : [`events say ${held} is held, the provider ${at('capturableMinor')}`]),
      ...(earned === at('capturedMinor')
        ? []
        : [`events say ${earned} is earned, the provider ${at('capturedMinor')}`]),
    ];
  }

  /** An operator sees every effect whose outcome is unknown. */
  async #unlisted(unknown: readonly { readonly service: ServiceName; readonly count: number }[]) {
    const missing = await inTurn(unknown, async ({ service, count }) => {
      const wanted = { state: 'unknown', provider: null, tenantId: null, limit: 500, cursor: null };
      const answer = await this.#system.operator.request(opsEffectsList.request(service), wanted);
      const listed = 'ok' in answer ? answer.ok.items.length : 0;
      return listed === count ? [] : [`${service} lists ${listed} of ${count} effects with an unknown outcome`];
    });
    return missing.flat();
  }

  async #deadLetters(): Promise<readonly string[]> {
    const found = await inTurn(SERVICES, async (service) =>
      (
        await this.#rows<{ subject: string; reason: string; error: string }>(
          `SELECT subject, reason, error FROM ${schemaOf(service)}.dead_letters WHERE state = 'open'`,
        )
      ).map(({ subject, reason, error }) => `${service} buried ${subject} (${reason}): ${error}`),
    );
    return found.flat();
  }

  async #rows<O extends object>(sql: string): Promise<readonly O[]> {
    return (await this.#database.query<O>(sql)).rows;
  }
}

/** An effect is over, or listed as unknown. */
function openEffects(service: ServiceName, counts: readonly EffectCount[]): readonly string[] {
  return counts
    .filter(({ state }) => !TERMINAL.includes(state) && state !== 'unknown')
    .map(({ name, state, count }) => `${service} left ${count} effects ${name} ${state}`);
}

function twice(what: string, ids: readonly string[]): readonly string[] {
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `${what} ${id}`);
}

function milestoneIn(metadata: Readonly<Record<string, string>>): string {
  return metadata['milestone'] ?? 'none';
}

/** One after the other: a database connection does one thing at a time. */
async function inTurn<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
