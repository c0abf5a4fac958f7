import type { CallFailure, CardRail } from './card-rail.ts';

const OFF: { readonly failed: CallFailure } = {
  failed: { outcome: 'not_sent', reason: 'payments_not_configured', breaker: true },
};

/** The rail of an installation without keys: nothing is ever sent, and what was decided waits until there are some. */
export function offRail(): CardRail {
  const refuse = async () => OFF;
  return { name: 'stripe', openSession: refuse, readSession: refuse, readPayment: refuse, capture: refuse };
}
