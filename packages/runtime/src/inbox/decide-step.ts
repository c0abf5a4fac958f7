import type { EventDefinition, EventEnvelope } from '@loop/contracts';
import type { EventHandler, Handling, ManyHandling, SetHandler, SingleHandler } from '../bus/handler.ts';
import type { Session } from '../db/session.ts';
import type { Tx } from '../db/tx.ts';
import type { PendingWrites, Stamp } from '../decide/pending-writes.ts';
import { decideWithin } from '../decide/scope.ts';
import type { HeldRow } from './held-rows.ts';
import type { Incoming } from './incoming.ts';
import type { Step } from './steps.ts';

/** Trace context that an event's decision goes on under: of a span that links to the event's cause. */
export type Traceparents = (item: Incoming) => string | null;

/** What the decisions of one batch share. */
export interface BatchContext {
  readonly session: Session;
  readonly pending: PendingWrites;
  /** Domain time of the batch. */
  readonly now: Date;
  readonly traceparents: Traceparents;
  readonly generationOf: (item: Incoming) => number;
}

/** Has a step's events decided on by their handlers; returns those that came too early. */
export function decideStep(context: BatchContext, step: Step): Promise<readonly HeldRow[]> {
  return step.kind === 'together' ? decideTogether(context, step.items, step.handler) : decideEach(context, step.items);
}

/** Tenant after tenant, since no order between tenants is promised and each change of tenant is a statement. */
async function decideEach(context: BatchContext, items: readonly Incoming[]): Promise<readonly HeldRow[]> {
  const held: HeldRow[] = [];
  for (const [tenantId, own] of Map.groupBy(items, (item) => item.delivery.tenantId)) {
    context.session.admit([tenantId]);
    for (const item of own) {
      const hold = await decideOne(context, item, item.handler as SingleHandler);
      if (hold !== undefined) held.push(hold);
    }
  }
  return held;
}

async function decideOne(context: BatchContext, item: Incoming, handler: SingleHandler): Promise<HeldRow | undefined> {
  const { session, pending } = context;
  const made = pending.events + pending.effects;
  const before = session.writes + made;
  const event = item.event as Handling<EventDefinition>['event'];
  const answer = await decideWithin(session, pending, stampOf(context, item), (decision) =>
    handler.handle({ ...decision, event }),
  );
  refuseFromProjection(context, handler, made);
  if (answer === undefined) return undefined;
  if (session.writes + pending.events + pending.effects > before) {
    throw new Error(`The handler of ${item.delivery.subject} wrote something and then answered notYet`);
  }
  return { item, reason: answer.notYet, waitsFor: answer.waitsFor ?? item.delivery.key };
}

function stampOf({ now, traceparents, generationOf }: BatchContext, item: Incoming): Stamp {
  const { delivery } = item;
  return {
    tenantId: delivery.tenantId,
    now,
    origin: {
      handler: `on ${delivery.subject}`,
      causationId: delivery.id,
      correlationId: delivery.correlationId,
      traceparent: traceparents(item),
      generation: generationOf(item),
    },
  };
}

async function decideTogether(
  context: BatchContext,
  items: readonly Incoming[],
  handler: SetHandler,
): Promise<readonly HeldRow[]> {
  const decision = new SetDecision(context, items);
  const made = context.pending.events + context.pending.effects;
  try {
    decision.admitAll();
    await handler.handleMany(decision.handling());
  } finally {
    decision.isOver = true;
  }
  refuseFromProjection(context, handler, made);
  return decision.held;
}

/** A rebuild would do it all again: what a projection tells or asks for shows as a mistake at its first event. */
function refuseFromProjection({ pending }: BatchContext, handler: EventHandler, madeBefore: number): void {
  if (!handler.projection || pending.events + pending.effects === madeBefore) return;
  throw new Error(`The handler of ${handler.event.subject} is a projection: it may neither emit nor act`);
}

/** The decisions about one step's events, whose tenants are all admitted together. */
class SetDecision {
  isOver = false;
  readonly held: HeldRow[] = [];
  readonly #context: BatchContext;
  readonly #subject: string;
  readonly #tenants: readonly string[];
  readonly #items: ReadonlyMap<EventEnvelope, Incoming>;
  readonly #writesBefore: number;
  /** Events that something was emitted or scheduled for, and those that are held: none may be both. */
  readonly #acted = new Set<EventEnvelope>();
  readonly #holding = new Set<EventEnvelope>();
  #tenantsTurn: string | undefined;

  constructor(context: BatchContext, items: readonly Incoming[]) {
    this.#context = context;
    this.#subject = items[0]?.delivery.subject ?? '';
    this.#tenants = [...new Set(items.map((item) => item.delivery.tenantId))];
    this.#items = new Map(items.map((item) => [item.event, item]));
    this.#writesBefore = context.session.writes;
  }

  /** A single tenant is named twice, so that a row which names none fails at once, not only when batches grow. */
  admitAll(): void {
    const [only] = this.#tenants;
    const lonely = this.#tenants.length === 1 && only !== undefined;
    this.#context.session.admit(lonely ? [only, only] : this.#tenants);
  }

  handling(): ManyHandling<EventDefinition> {
    const { pending, now } = this.#context;
    return {
      events: [...this.#items.keys()] as ManyHandling<EventDefinition>['events'],
      tx: this.#tx(undefined),
      now,
      emit: (cause, event, data, options = {}) => pending.emit(this.#stampFor(cause), event, data, options),
      act: (cause, effect, intent, options) =>
        Promise.resolve(pending.act(this.#stampFor(cause), effect, intent, options)),
      hold: (event, reason, waitsFor) => this.#hold(event, reason, waitsFor),
      forTenant: (tenantId, work) => this.#forTenant(tenantId, work),
    };
  }

  #itemOf(event: EventEnvelope): Incoming {
    if (this.isOver) throw new Error(`on ${this.#subject} went on after it had answered: await everything it starts`);
    const item = this.#items.get(event);
    if (item === undefined) throw new Error(`on ${this.#subject} named an event that is not among those it was given`);
    return item;
  }

  #stampFor(cause: EventEnvelope): Stamp {
    const item = this.#itemOf(cause);
    if (this.#holding.has(cause)) throw this.#wroteAndHeld();
    this.#acted.add(cause);
    return stampOf(this.#context, item);
  }

  #hold(event: EventEnvelope, reason: string, waitsFor: string | undefined): void {
    const item = this.#itemOf(event);
    if (this.#holding.has(event)) return;
    if (this.#acted.has(event) || this.#context.session.writes > this.#writesBefore) throw this.#wroteAndHeld();
    this.#holding.add(event);
    this.held.push({ item, reason, waitsFor: waitsFor ?? item.delivery.key });
  }

  #wroteAndHeld(): Error {
    return new Error(`The handler of ${this.#subject} wrote something and then held an event, or the reverse`);
  }

  async #forTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const session = this.#open(undefined);
    if (!this.#tenants.includes(tenantId)) throw new Error(`on ${this.#subject} was given no event of that tenant`);
    this.#tenantsTurn = tenantId;
    session.admit([tenantId]);
    try {
      return await work(this.#tx(tenantId));
    } finally {
      this.#tenantsTurn = undefined;
      if (!this.isOver) this.admitAll();
    }
  }

  /** A `tx` for one tenant's turn, or for all tenants while it is nobody's. */
  #tx(turn: string | undefined): Tx {
    return {
      rows: (statement) => this.#open(turn).rows(statement),
      first: (statement) => this.#open(turn).first(statement),
      run: (statement) => this.#open(turn).run(statement),
    };
  }

  #open(turn: string | undefined): Session {
    if (this.isOver) throw new Error(`on ${this.#subject} went on after it had answered: await everything it starts`);
    if (this.#tenantsTurn !== turn) throw new Error(`on ${this.#subject} mixed one tenant's statements with others'`);
    return this.#context.session;
  }
}
