import { formatDecimal } from './minor-units.ts';

/** What is told of a line that does not agree. */
interface Disagreement {
  readonly provider: string;
  readonly kind: 'unposted' | 'not_understood' | 'amount_differs' | 'not_listed' | 'payout_differs';
  readonly ref: string;
  readonly sourceRef: string | null;
  readonly state: 'pending' | 'unexplained' | 'resolved';
  /** What moves the provider's account by its own list, and by our ledger; null where one of them says nothing. */
  readonly listedMinor: number | null;
  readonly bookedMinor: number | null;
  readonly currency: string;
}

/** Says in a sentence or two what does not agree, and what the operator does about it. */
export function explainDrift(drift: Disagreement): string {
  const { kind, provider, ref, sourceRef, state } = drift;
  const told = (minor: number | null) =>
    minor === null ? 'nothing' : `${formatDecimal(minor, drift.currency)} ${drift.currency}`;
  const listed = told(drift.listedMinor);
  const booked = told(drift.bookedMinor);
  switch (kind) {
    case 'unposted':
      return state === 'pending'
        ? `${provider} lists ${ref} (${listed}, of ${sourceRef}); its payment is being read and will be booked from that.`
        : `${provider} lists ${ref} (${listed}, of ${sourceRef}), and no payment of ours accounts for it: other software uses the account, or the payment was put aside (see the alerts). Once it is booked, \`loop payments reconcile\` resolves this.`;
    case 'not_understood':
      return `${provider} lists ${ref} (${listed}, of ${sourceRef}) of a kind that is not understood here; it is booked nowhere until a person finds out what it is.`;
    case 'amount_differs':
      return `${provider} lists ${ref} with ${listed}, the ledger has it with ${booked}. A booked line never changes: find out at ${provider} what did.`;
    case 'not_listed':
      return `The ledger has ${ref} (${booked}), and ${provider} does not list it: it was booked from something else than ${provider}'s account. The figures leave it out meanwhile.`;
    case 'payout_differs':
      return `Payout ${ref} is ${listed}; the lines it is made of add up to ${booked}. A line of it is not known here yet, or it was paid out otherwise.`;
  }
}
