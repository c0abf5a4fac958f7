import type { RailName } from '../domain/payment-reading.ts';
import type { CallFailure, PaymentRail } from './payment-rail.ts';

const OFF: { readonly failed: CallFailure } = {
  failed: { outcome: 'not_sent', reason: 'payments_not_configured', breaker: true },
};

/** The rail of an installation without keys: nothing is ever sent, and what was decided waits until there are some. */
export function offRail(name: RailName): PaymentRail {
  const refuse = async () => OFF;
  return {
    name,
    features: { savesCards: false, reauthorizes: false, balanceLines: false },
    openSession: refuse,
    readSession: refuse,
    readPayment: refuse,
    placeHold: refuse,
    capture: refuse,
    voidHold: refuse,
    refund: refuse,
    reauthorize: refuse,
    findByOperation: refuse,
    listBalance: refuse,
    listPayouts: refuse,
    listEvents: refuse,
  };
}
