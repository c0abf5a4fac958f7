import type { Tx } from '@loop/runtime';
import { normalisedEmail } from '../domain/email-address.ts';
import type { SuppressionReason } from '../domain/suppression.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { findContact } from './contacts.ts';
import type { Message } from './messages.ts';
import { sql } from './tables.ts';

/** Reasons that outweigh the others when an address has several: nothing lifts them. */
const WEIGHTS: Readonly<Record<SuppressionReason, number>> = {
  forgotten: 6,
  bounced: 5,
  dropped: 4,
  operator: 3,
  complained: 2,
  unsubscribed: 1,
};

/** The weightiest reason not to write to an identity, or undefined when there is none. */
export async function findSuppression(tx: Tx, identitySha256: string): Promise<SuppressionReason | undefined> {
  const rows = await tx.rows(
    sql.selectFrom('suppressions').select('reason').where('identity_sha256', '=', identitySha256),
  );
  return rows.map(({ reason }) => reason).sort((a, b) => WEIGHTS[b] - WEIGHTS[a])[0];
}

/** Which of the identities are forgotten. */
export async function forgottenAmong(tx: Tx, identities: readonly string[]): Promise<ReadonlySet<string>> {
  if (identities.length === 0) return new Set();
  const rows = await tx.rows(
    sql
      .selectFrom('suppressions')
      .select('identity_sha256')
      .where('reason', '=', 'forgotten')
      .where('identity_sha256', 'in', identities),
  );
  return new Set(rows.map((row) => row.identity_sha256));
}

/** Whom a message was for: as it was kept with it, or by the contact it went to while that is known. */
export async function identityOf(tx: Tx, message: Message): Promise<string | undefined> {
  if (message.identitySha256 !== null) return message.identitySha256;
  const contact = await findContact(tx, message.contactId);
  const address = contact && normalisedEmail(contact.value);
  return address === undefined ? undefined : identitySha256('email', address);
}

/** Stops all mail to an identity from this transaction on; suppressed for the same reason already, nothing changes. */
export async function suppress(
  tx: Tx,
  suppression: {
    readonly identitySha256: string;
    readonly reason: SuppressionReason;
    readonly messageId: string | null;
    readonly since: Date;
  },
): Promise<void> {
  await tx.run(
    sql
      .insertInto('suppressions')
      .values({
        identity_sha256: suppression.identitySha256,
        reason: suppression.reason,
        message_id: suppression.messageId,
        since: suppression.since,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}
