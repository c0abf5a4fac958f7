import {
  type BalanceLine,
  blankReading,
  type DisputeRead,
  type PaymentRead,
  type PaymentReading,
  type RailName,
  type RefundRead,
  type SessionPurpose,
} from '../dist/domain/payment-reading.js';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** Provider's windows for a hold. */
const HOLD_DAYS: Readonly<Record<RailName, number>> = { stripe: 7, paypal: 29 };
const FEE_MINOR = 350;
const DISPUTE_FEE_MINOR = 1500;

/** Whose money the provider is asked to move. */
export interface MadeUpOrder {
  readonly tenantId: string;
  readonly contractId: string;
  readonly milestoneId: string;
}

type Session = NonNullable<PaymentReading['session']>;

interface Deal {
  session: Session | null;
  payment: PaymentRead | null;
  amountMinor: number;
  savesCard: boolean;
}

/**
 * For tests: a payment provider that keeps its own books, in memory and without chance. What it says at the end is what is
 * true; `lines` is what it says it paid and took. Times are its own virtual clock.
 */
export class MadeUpProvider {
  readonly rail: RailName;
  readonly lines: BalanceLine[] = [];
  readonly refunds: RefundRead[] = [];
  readonly disputes: DisputeRead[] = [];
  readonly warnings: { ref: string; actionable: boolean }[] = [];
  now = new Date('2026-11-20T09:00:00Z');
  /** Puts a charge down only when told to: see {@link bookOwed}. */
  booksLate = false;
  readonly #order: MadeUpOrder;
  readonly #deals = new Map<string, Deal>();
  readonly #owed: BalanceLine[] = [];
  #reads = 0;
  #names = 0;

  constructor(rail: RailName, order: MadeUpOrder) {
    this.rail = rail;
    this.#order = order;
  }

  /** Lets virtual time pass; holds that are over end. */
  pass(days: number): void {
    this.now = new Date(this.now.getTime() + days * DAY_MS);
    for (const { payment } of this.#deals.values()) {
      const isOver = payment?.status === 'held' && payment.captureBefore !== null && payment.captureBefore <= this.now;
      if (payment && isOver) Object.assign(payment, { status: 'expired', heldMinor: 0 });
    }
  }

  open(operationId: string, purpose: SessionPurpose, amountMinor: number): void {
    const session: Session = { ref: this.#name('cs'), purpose, status: 'open' };
    this.#deals.set(operationId, { session, payment: null, amountMinor, savesCard: false });
  }

  sessionOf(operationId: string): Session | null {
    return this.#deals.get(operationId)?.session ?? null;
  }

  paymentOf(operationId: string): PaymentRead | null {
    return this.#deals.get(operationId)?.payment ?? null;
  }

  /** The client pays on the page, or agrees to (PayPal). False when the page takes nothing. */
  pay(operationId: string): boolean {
    const deal = this.#deals.get(operationId);
    if (deal?.session?.status !== 'open') return false;
    if (deal.session.purpose === 'save_card') {
      Object.assign(deal, { savesCard: true, session: { ...deal.session, status: 'complete' } });
      return true;
    }
    const isTwoSteps = this.rail === 'paypal';
    deal.session = { ...deal.session, status: isTwoSteps ? 'approved' : 'complete' };
    if (!isTwoSteps) this.#secure(deal, deal.session.purpose === 'prepaid');
    return true;
  }

  /** The client's card is refused, or their bank wants to hear from them; the page stays open. */
  stumble(operationId: string, status: 'declined' | 'requires_action'): boolean {
    const deal = this.#deals.get(operationId);
    if (deal?.session?.status !== 'open' || deal.session.purpose === 'save_card' || this.rail === 'paypal')
      return false;
    const payment = deal.payment ?? this.#newPayment(deal.amountMinor);
    const decline = status === 'declined' ? { code: 'card_declined', ref: this.#name('ch') } : null;
    deal.payment = { ...payment, status: status === 'declined' ? 'open' : 'requires_action', decline };
    return true;
  }

  expireSession(operationId: string): boolean {
    const deal = this.#deals.get(operationId);
    if (deal?.session?.status !== 'open') return false;
    deal.session = { ...deal.session, status: 'expired' };
    return true;
  }

  /** A hold without the client: on the saved card under its own operation, or on the page the client agreed on. */
  placeHold(operationId: string, amountMinor: number, isPrepaid: boolean): void {
    const page = this.#deals.get(operationId);
    const deal = page ?? { session: null, payment: null, amountMinor, savesCard: false };
    if (deal.payment !== null) return;
    if (deal.session !== null) deal.session = { ...deal.session, status: 'complete' };
    this.#deals.set(operationId, deal);
    this.#secure(deal, isPrepaid);
  }

  capture(ref: string, amountMinor: number): boolean {
    const payment = this.#held(ref);
    if (payment === undefined || amountMinor > payment.heldMinor) return false;
    Object.assign(payment, { status: 'captured', heldMinor: 0, capturedMinor: amountMinor });
    this.#charge(payment);
    return true;
  }

  void(ref: string): boolean {
    const payment = this.#held(ref);
    if (payment === undefined) return false;
    Object.assign(payment, { status: 'voided', heldMinor: 0 });
    return true;
  }

  /** Gives money back. A refund that pends may be put down at once or only when it succeeds. */
  refund(amountMinor: number, operationId: string | null, pends: boolean, isPutDown: boolean): void {
    const ref = this.#name('re');
    const status = pends ? 'pending' : 'succeeded';
    this.refunds.push({ ref, status, amountMinor, reason: 'requested_by_customer', operationId });
    if (!pends || isPutDown) this.#put('refund', ref, -amountMinor, 0);
  }

  /** Ends a refund: one that succeeded can still fail. False when it is over. */
  endRefund(ref: string, end: 'succeeded' | 'failed'): boolean {
    const index = this.refunds.findIndex((refund) => refund.ref === ref);
    const refund = this.refunds[index];
    if (refund === undefined || refund.status === 'failed' || refund.status === end) return false;
    this.refunds[index] = { ...refund, status: end };
    const isPutDown = this.lines.some((line) => line.sourceRef === ref);
    if (end === 'succeeded' && !isPutDown) this.#put('refund', ref, -refund.amountMinor, 0);
    if (end === 'failed' && isPutDown) this.#put('refund_failure', ref, refund.amountMinor, 0);
    return true;
  }

  /** The client's bank asks, or takes the money at once. */
  dispute(amountMinor: number, status: 'inquiry' | 'disputed'): void {
    const ref = this.#name('dp');
    this.disputes.push({ ref, status, providerStatus: status, amountMinor, reason: 'fraudulent', respondBy: null });
    if (status === 'disputed') this.#put('dispute_withdrawal', ref, -amountMinor, DISPUTE_FEE_MINOR);
  }

  endDispute(ref: string, end: 'disputed' | 'won' | 'lost' | 'closed'): boolean {
    const index = this.disputes.findIndex((dispute) => dispute.ref === ref);
    const dispute = this.disputes[index];
    const legal = dispute?.status === 'inquiry' ? ['disputed', 'closed'] : ['won', 'lost'];
    if (dispute === undefined || !['inquiry', 'disputed'].includes(dispute.status) || !legal.includes(end))
      return false;
    this.disputes[index] = { ...dispute, status: end, providerStatus: end };
    if (end === 'disputed') this.#put('dispute_withdrawal', ref, -dispute.amountMinor, DISPUTE_FEE_MINOR);
    if (end === 'won') this.#put('dispute_reinstatement', ref, dispute.amountMinor, 0);
    return true;
  }

  warn(): void {
    this.warnings.push({ ref: this.#name('issfr'), actionable: true });
  }

  settleWarnings(): void {
    for (const warning of this.warnings) warning.actionable = false;
  }

  /** Puts down what it owes to its books. */
  bookOwed(): void {
    this.lines.push(...this.#owed.splice(0));
  }

  /** Every operation it made a page or a payment for, oldest first. */
  operations(): readonly string[] {
    return [...this.#deals.keys()];
  }

  /** The one payment that was captured, if any. */
  captured(): PaymentRead | undefined {
    return [...this.#deals.values()]
      .flatMap(({ payment }) => payment ?? [])
      .find(({ status }) => status === 'captured');
  }

  /** What the provider answers about an operation's page or payment, at this moment; later ones bear later times. */
  read(operationId: string): PaymentReading {
    const deal = this.#deals.get(operationId);
    const readAt = new Date(Date.UTC(2026, 10, 20) + ++this.#reads * SECOND_MS);
    const isCaptured = deal?.payment?.status === 'captured';
    return {
      ...blankReading(this.rail, false, readAt),
      order: { ...this.#order, operationId },
      session: deal?.session ?? null,
      savedCard: deal?.savesCard ? { customerRef: 'cus_1', cardRef: 'pm_1' } : null,
      payment: deal?.payment ? { ...deal.payment } : null,
      ...(isCaptured
        ? {
            refunds: [...this.refunds],
            disputes: [...this.disputes],
            warnings: this.warnings.map((warning) => ({ ...warning })),
            balance: [...this.lines],
          }
        : {}),
    };
  }

  #held(ref: string): PaymentRead | undefined {
    const payments = [...this.#deals.values()].flatMap(({ payment }) => payment ?? []);
    return payments.find((payment) => payment.ref === ref && payment.status === 'held');
  }

  #secure(deal: Deal, isPrepaid: boolean): void {
    const { amountMinor } = deal;
    const payment = { ...(deal.payment ?? this.#newPayment(amountMinor)), decline: null };
    const captureBefore = new Date(this.now.getTime() + HOLD_DAYS[this.rail] * DAY_MS);
    deal.payment = isPrepaid
      ? { ...payment, status: 'captured', capturedMinor: amountMinor }
      : { ...payment, status: 'held', heldMinor: amountMinor, captureBefore };
    if (isPrepaid) this.#charge(deal.payment);
  }

  #newPayment(amountMinor: number): PaymentRead {
    const rest = { heldMinor: 0, capturedMinor: 0, captureBefore: null, renewableFrom: null, decline: null };
    return { ref: this.#name('pi'), status: 'open', amountMinor, currency: 'USD', ...rest };
  }

  #charge({ ref, capturedMinor }: PaymentRead): void {
    this.#put('charge', ref, capturedMinor, FEE_MINOR);
    if (this.booksLate) this.#owed.push(...this.lines.splice(-1));
  }

  #put(kind: BalanceLine['kind'], sourceRef: string, amountMinor: number, feeMinor: number): void {
    const rest = { currency: 'USD', original: null, occurredAt: this.now, availableAt: null, payoutRef: null };
    this.lines.push({ ref: this.#name('txn'), kind, sourceRef, amountMinor, feeMinor, ...rest });
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}_${String(this.#names).padStart(3, '0')}`;
  }
}
