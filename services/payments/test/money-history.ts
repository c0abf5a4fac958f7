import { type SeededRandom, seededRandom } from '@loop/testkit';
import { moveApproval } from '../dist/domain/approval.js';
import { approvePayment } from '../dist/domain/approve-payment.js';
import { capturableMinor, whyNotCapturable } from '../dist/domain/capture-guard.js';
import { failHold } from '../dist/domain/fail-hold.js';
import type { MoneyWant } from '../dist/domain/money-fact.js';
import { afterMove } from '../dist/domain/money-state.js';
import { isSecured, type Payment } from '../dist/domain/payment.js';
import type { PaymentReading } from '../dist/domain/payment-reading.js';
import { whyNotRefundable } from '../dist/domain/refund-guard.js';
import { sessionPurposeOf } from '../dist/domain/session-purpose.js';
import { whyNotVoidable } from '../dist/domain/void-guard.js';
import { MadeUpProvider } from './made-up-provider.ts';
import { believed, captureAsked, decided, freshWorld, type MoneyWorld } from './money-world.ts';

const TENANT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a05';

type Act = {
  readonly kind: 'hold' | 'capture' | 'void' | 'refund';
  readonly operationId: string;
  /** The operation whose page or payment it is about. */
  readonly about: string;
  readonly amountMinor: number;
  readonly ref: string;
  isInDoubt: boolean;
};

/**
 * What the payment went through, in the order it did: a decision of ours, or a reading that was settled. One that `begins` a
 * page or a hold was only made because of what was known then.
 */
export type Input =
  | { readonly decide: (payment: Payment) => Payment; readonly begins: boolean }
  | { readonly reading: PaymentReading; readonly now: Date };

/** Something that may happen; false when it could not just then. */
export type Step = readonly [name: string, happens: (history: MoneyHistory) => boolean | undefined];

/**
 * A made-up life of one milestone's money: client, bank, provider, operator and crashes act by seeded chance, notices come late,
 * doubled or in another order, and answers get lost. Ends at rest: every notice delivered, every act's outcome known.
 */
export class MoneyHistory {
  readonly provider: MadeUpProvider;
  readonly start: Payment;
  readonly inputs: Input[] = [];
  readonly done: string[] = [];
  world: MoneyWorld;
  readonly #random: SeededRandom;
  #acts: Act[] = [];
  #notices: string[] = [];
  #inFlight: PaymentReading[] = [];
  #operations = 0;

  constructor(start: Payment, seed: number) {
    const { contractId, milestoneId, rail } = start;
    this.#random = seededRandom(seed);
    this.start = start;
    this.provider = new MadeUpProvider(rail, { tenantId: TENANT, contractId, milestoneId });
    this.provider.booksLate = rail === 'stripe' && this.#random.next() < 0.3;
    this.world = freshWorld(start);
  }

  /** Lives through so many of the steps, and comes to rest. */
  live(steps: readonly Step[], count: number): void {
    for (let step = 0; step < count; step++) {
      const [name, act] = this.#random.pick(steps);
      if (act(this) !== false) this.done.push(name);
    }
    this.provider.booksLate = false;
    this.provider.bookOwed();
    for (let round = 0; ; round++) {
      if (round > 20) throw new Error('It does not come to rest');
      this.#notices = [...this.provider.operations()];
      while (this.#notices.length > 0) this.deliver();
      while (this.#inFlight.length > 0) this.settle();
      if (this.#acts.length === 0) return;
      for (const act of [...this.#acts]) this.#perform(act, 'answered');
    }
  }

  get payment(): Payment {
    return this.world.known.payment;
  }

  chance(): number {
    return this.#random.next();
  }

  decide(decide: (payment: Payment) => Payment, begins = false): void {
    this.inputs.push({ decide, begins });
    this.world = decided(this.world, decide);
  }

  /** Tells of the present operation's object, now and then twice. */
  notify(operationId = this.payment.operationId): void {
    if (operationId === null) return;
    this.#notices.push(operationId, ...(this.#random.next() < 0.2 ? [operationId] : []));
  }

  /** Reads what some notice is about. */
  deliver(): boolean {
    if (this.#notices.length === 0) return false;
    const [operationId] = this.#notices.splice(this.#random.integer(0, this.#notices.length - 1), 1);
    if (operationId !== undefined) this.#inFlight.push(this.provider.read(operationId));
    return true;
  }

  /** Settles some reading; they overtake one another. */
  settle(): boolean {
    if (this.#inFlight.length === 0) return false;
    const [reading] = this.#inFlight.splice(this.#random.integer(0, this.#inFlight.length - 1), 1);
    if (reading !== undefined) this.#believe(reading);
    return true;
  }

  /** A worker dies with its readings: they are read again. */
  crash(): boolean {
    const lost = this.#inFlight.splice(0);
    this.#notices.push(...lost.flatMap(({ order }) => order?.operationId ?? []));
    return lost.length > 0;
  }

  /** Performs some act that was decided on; its answer may get lost, or it may never be sent. */
  act(): boolean {
    if (this.#acts.length === 0) return false;
    this.#perform(this.#random.pick(this.#acts), this.#random.pick(['answered', 'answered', 'not_sent', 'lost']));
    return true;
  }

  openPage(): boolean {
    const { state } = this.payment;
    if (isSecured(this.payment) || state === 'authorizing' || this.#acts.some(({ kind }) => kind === 'hold'))
      return false;
    if (this.#isPageLive()) return false;
    const next = this.#nextOperation();
    this.decide((payment) => ({ ...payment, operationId: next }), true);
    this.provider.open(next, sessionPurposeOf(this.payment), capturableMinor(this.payment));
    this.decide((payment) => ({ ...payment, state: afterMove(payment.state, 'session_opened') ?? payment.state }));
    return true;
  }

  atPage(happens: (operationId: string) => boolean): boolean {
    const { operationId } = this.payment;
    if (operationId === null || !happens(operationId)) return false;
    this.notify();
    return true;
  }

  approve(): boolean {
    if (this.payment.approvalId !== null) return false;
    this.decide((payment) => approvePayment(payment, 'approval-1').payment);
    if (this.payment.state === 'authorized') this.want({ want: 'capture' });
    else this.notify();
    return true;
  }

  say(move: 'submitted' | 'revision_requested' | 'disputed'): void {
    const saidAt = this.provider.now;
    this.decide((payment) => ({
      ...payment,
      ...moveApproval(payment, move, saidAt),
      submittedAt: move === 'submitted' ? saidAt : payment.submittedAt,
    }));
  }

  want(want: MoneyWant): void {
    const { now } = this.provider;
    const { authorizedMinor, operationId, paymentRef } = this.payment;
    if (want.want === 'hold') {
      this.#wantHold(want.from);
      return;
    }
    if (want.want === 'renew' || paymentRef === null || this.#acts.some(({ kind }) => kind !== 'refund')) return;
    const isCapture = want.want === 'capture';
    const amountMinor = isCapture ? capturableMinor(this.payment) : authorizedMinor;
    if (isCapture && whyNotCapturable(this.payment, amountMinor, now) !== undefined) return;
    if (!isCapture && whyNotVoidable(this.payment) !== undefined) return;
    this.#add(want.want, amountMinor, paymentRef, operationId ?? '', this.#nextOperation());
    if (isCapture) this.decide((payment) => captureAsked(payment, now));
  }

  refund(amountMinor: number): boolean {
    const { operationId, paymentRef } = this.payment;
    if (whyNotRefundable(this.payment, amountMinor) !== undefined || paymentRef === null) return false;
    if (this.#acts.some(({ kind }) => kind === 'refund')) return false;
    this.#add('refund', amountMinor, paymentRef, operationId ?? '', this.#nextOperation());
    return true;
  }

  #add(kind: Act['kind'], amountMinor: number, ref: string, about: string, operationId: string): void {
    this.#acts.push({ kind, amountMinor, ref, about, operationId, isInDoubt: false });
  }

  #wantHold(from: Extract<MoneyWant, { want: 'hold' }>['from']): void {
    const { operationId, state } = this.payment;
    if (afterMove(state, 'hold_started') === undefined || this.#acts.some(({ kind }) => kind === 'hold')) return;
    if (from === 'saved_card' && this.#isPageLive()) return;
    const next = from === 'saved_card' ? this.#nextOperation() : (operationId ?? '');
    const amountMinor = capturableMinor(this.payment);
    this.#add('hold', amountMinor, '', next, next);
    const started = (payment: Payment): Payment => ({
      ...payment,
      operationId: next,
      state: afterMove(payment.state, 'hold_started') ?? payment.state,
    });
    this.decide(started, true);
  }

  /** A page may be paid until it is known to be over. */
  #isPageLive(): boolean {
    const { operationId, state } = this.payment;
    const page = operationId === null ? null : this.provider.sessionOf(operationId);
    if (page === null || page.status === 'expired') return false;
    const isKnownOver =
      state === 'expired' || state === 'voided' || (state === 'card_saved' && page.purpose === 'save_card');
    return page.status !== 'complete' || !isKnownOver;
  }

  #believe(reading: PaymentReading): void {
    const { now } = this.provider;
    this.inputs.push({ reading, now });
    const { wants, world } = believed(this.world, reading, now);
    this.world = world;
    for (const want of wants) this.want(want);
  }

  #perform(act: Act, end: 'answered' | 'not_sent' | 'lost'): void {
    if (end === 'not_sent') return;
    const isDone = act.isInDoubt ? this.#wasDone(act) : this.#send(act);
    if (isDone === 'not_wanted') {
      this.#end(act);
      return;
    }
    if (end === 'lost') {
      act.isInDoubt = true;
      this.decide((payment) => ({ ...payment, certainty: 'indeterminate' }));
      return;
    }
    if (act.isInDoubt && !isDone) {
      act.isInDoubt = false;
      return;
    }
    this.#end(act);
    if (isDone) this.#believe(this.provider.read(act.about));
    else if (act.kind === 'hold')
      this.decide((payment) => failHold(payment, act.operationId, 'authentication_required').payment);
  }

  #end(act: Act): void {
    this.#acts = this.#acts.filter((other) => other !== act);
    this.decide((payment) => ({ ...payment, certainty: 'known' }));
    if (act.kind === 'hold' && this.payment.state === 'authorizing' && this.provider.paymentOf(act.about) === null) {
      this.decide((payment) => failHold(payment, act.operationId, 'authentication_required').payment);
    }
    this.notify(act.about);
  }

  /** Sends an act if its guard, asked again just before, lets it; tells whether the provider did it. */
  #send({ amountMinor, kind, operationId, ref }: Act): boolean | 'not_wanted' {
    const { payment, provider } = this;
    switch (kind) {
      case 'capture':
        if (whyNotCapturable(payment, amountMinor, provider.now) !== undefined) return 'not_wanted';
        return provider.capture(ref, amountMinor);
      case 'void':
        if (whyNotVoidable(payment) !== undefined) return 'not_wanted';
        return provider.void(ref);
      case 'refund':
        if (whyNotRefundable(payment, amountMinor) !== undefined) return 'not_wanted';
        provider.refund(amountMinor, operationId, this.chance() < 0.5, this.chance() < 0.5);
        return true;
      case 'hold':
        if (payment.state !== 'authorizing') return 'not_wanted';
        if (provider.rail === 'stripe' && this.chance() < 0.3) return false;
        provider.placeHold(operationId, amountMinor, payment.fundingMethod === 'prepaid');
        return true;
    }
  }

  /** Looks an act in doubt up at the provider. */
  #wasDone({ about, kind, operationId, ref }: Act): boolean {
    if (kind === 'refund') return this.provider.refunds.some((refund) => refund.operationId === operationId);
    const payment = this.provider.paymentOf(about);
    if (kind === 'hold') return payment !== null;
    return payment?.ref === ref && payment.status === (kind === 'capture' ? 'captured' : 'voided');
  }

  #nextOperation(): string {
    this.#operations += 1;
    return `operation-${this.#operations}`;
  }
}
