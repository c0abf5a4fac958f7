import type { contactEnriched, PayloadOf } from '@loop/contracts';

/** What was found out about a contact itself, as `contact.enriched` tells it. */
export type Check = NonNullable<PayloadOf<typeof contactEnriched>['contacts'][number]['check']>;

/** One thing found out about a contact. */
export interface Remark {
  /** Absent: it decides nothing, and is worth knowing. */
  readonly verdict?: Check['verdict'];
  /** What it adds to the contact's score. */
  readonly by: number;
  /** For people; names no value. */
  readonly reason: string;
}

/** Everything found out about a contact: what is told of it, and what it does to the score. */
export interface Checked {
  readonly check: Check;
  readonly by: number;
}

/** The first that is found decides. */
const GRAVEST_FIRST = ['invalid', 'risky', 'unknown', 'valid'] as const;

/** Sums remarks up: the gravest verdict, `unknown` where none was given. */
export function summedUp(remarks: readonly Remark[], phoneType: Check['phoneType'] = null): Checked {
  const verdict = GRAVEST_FIRST.find((grave) => remarks.some((remark) => remark.verdict === grave)) ?? 'unknown';
  const reasons = remarks.map(({ reason }) => reason);
  return { check: { verdict, reasons, phoneType }, by: remarks.reduce((sum, { by }) => sum + by, 0) };
}
