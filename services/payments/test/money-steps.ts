import { capturableMinor } from '../dist/domain/capture-guard.js';
import type { MoneyHistory, Step } from './money-history.ts';

/** Half of the amount or all of it. */
function someOf(history: MoneyHistory, amountMinor: number): number {
  return history.chance() < 0.5 ? amountMinor : Math.ceil(amountMinor / 2);
}

function onCaptured(history: MoneyHistory, happens: (capturedMinor: number) => boolean): boolean {
  const captured = history.provider.captured();
  if (captured === undefined || !happens(captured.capturedMinor)) return false;
  history.notify();
  return true;
}

function openDispute(history: MoneyHistory, status: 'inquiry' | 'disputed'): boolean {
  return onCaptured(history, (capturedMinor) => {
    if (history.provider.disputes.length > 1) return false;
    history.provider.dispute(capturedMinor, status);
    return true;
  });
}

function endDispute(history: MoneyHistory, end: 'disputed' | 'won' | 'lost' | 'closed'): boolean {
  return onCaptured(history, () => history.provider.disputes.some(({ ref }) => history.provider.endDispute(ref, end)));
}

function endRefund(history: MoneyHistory, end: 'succeeded' | 'failed'): boolean {
  return onCaptured(history, () => history.provider.refunds.some(({ ref }) => history.provider.endRefund(ref, end)));
}

/** What can happen to a milestone's money: at the page, at the bank, at the client's desk, at ours, and in our machines. */
export const MONEY_STEPS: readonly Step[] = [
  ['the client opens the page', (history) => history.openPage()],
  ['the client opens the page', (history) => history.openPage()],
  ['the client pays', (history) => history.atPage((page) => history.provider.pay(page))],
  ['the client pays', (history) => history.atPage((page) => history.provider.pay(page))],
  ['the client pays', (history) => history.atPage((page) => history.provider.pay(page))],
  ['the card is refused', (history) => history.atPage((page) => history.provider.stumble(page, 'declined'))],
  [
    'the bank asks the client',
    (history) => history.atPage((page) => history.provider.stumble(page, 'requires_action')),
  ],
  ['the page ends', (history) => history.atPage((page) => history.provider.expireSession(page))],
  ['a day passes', (history) => passed(history, 1)],
  ['eight days pass', (history) => history.chance() < 0.2 && passed(history, 8)],
  ['work is handed in', (history) => said(history, 'submitted')],
  ['the client wants changes', (history) => said(history, 'revision_requested')],
  ['the client disputes', (history) => history.chance() < 0.2 && said(history, 'disputed')],
  ['the client approves', (history) => history.approve()],
  ['an operator lowers what is captured', (history) => lowered(history)],
  ['an operator releases the hold', (history) => history.chance() < 0.2 && released(history)],
  ['we refund', (history) => history.refund(someOf(history, history.payment.capturedMinor))],
  ['the bank asks about it', (history) => openDispute(history, 'inquiry')],
  ['the bank takes it back', (history) => history.chance() < 0.5 && openDispute(history, 'disputed')],
  ['the bank escalates', (history) => endDispute(history, 'disputed')],
  ['the dispute is won', (history) => endDispute(history, 'won')],
  ['the dispute is lost', (history) => history.chance() < 0.5 && endDispute(history, 'lost')],
  ['the inquiry is closed', (history) => endDispute(history, 'closed')],
  ['the bank warns of fraud', (history) => history.chance() < 0.3 && onCaptured(history, () => warned(history))],
  ['the warning is settled', (history) => onCaptured(history, () => unwarned(history))],
  ['the refund arrives', (history) => endRefund(history, 'succeeded')],
  ['the refund fails', (history) => endRefund(history, 'failed')],
  ['the provider books late', (history) => onCaptured(history, () => booked(history))],
  ['a notice is read', (history) => history.deliver()],
  ['a notice is read', (history) => history.deliver()],
  ['a notice is read', (history) => history.deliver()],
  ['a reading is settled', (history) => history.settle()],
  ['a reading is settled', (history) => history.settle()],
  ['a reading is settled', (history) => history.settle()],
  ['a worker dies with its readings', (history) => history.crash()],
  ['an act is performed', (history) => history.act()],
  ['an act is performed', (history) => history.act()],
  ['an act is performed', (history) => history.act()],
];

function passed(history: MoneyHistory, days: number): true {
  history.provider.pass(days);
  history.notify();
  return true;
}

function said(history: MoneyHistory, move: 'submitted' | 'revision_requested' | 'disputed'): true {
  history.say(move);
  return true;
}

/** As `loop payments reduce`: only before anything is captured, and only down. */
function lowered(history: MoneyHistory): boolean {
  const { captureMinor, state } = history.payment;
  if (captureMinor !== null || (state !== 'unfunded' && state !== 'authorized')) return false;
  history.decide((payment) => ({ ...payment, captureMinor: Math.round(capturableMinor(payment) * 0.6) }));
  return true;
}

function released(history: MoneyHistory): true {
  history.want({ want: 'void' });
  return true;
}

function warned(history: MoneyHistory): boolean {
  if (history.provider.warnings.length > 0) return false;
  history.provider.warn();
  return true;
}

function unwarned(history: MoneyHistory): boolean {
  history.provider.settleWarnings();
  return history.provider.warnings.length > 0;
}

function booked(history: MoneyHistory): true {
  history.provider.bookOwed();
  return true;
}
