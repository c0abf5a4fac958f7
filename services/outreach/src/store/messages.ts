import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { MessageTemplate } from '../domain/message-kind.ts';
import type { MessageState } from '../domain/message-state.ts';
import { type MessagesTable, sql } from './tables.ts';

/** One message to one person: what it is, where it stands; never its text. */
export interface Message {
  readonly messageId: string;
  readonly contractId: string;
  readonly contactId: string;
  /** Whom it is for, told without the address; null for messages kept before this was. */
  readonly identitySha256: string | null;
  /** Version of the contract and the presentation, for a proposal. */
  readonly version: number | null;
  readonly presentationId: string | null;
  readonly template: MessageTemplate;
  readonly channel: 'email';
  readonly channelReason: string;
  readonly provider: string;
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly state: MessageState;
  readonly reason: string | null;
  readonly effectId: string | null;
  readonly createdAt: Date;
}

/** Writes a message. Returns false, and writes nothing, when it is there already. */
export async function addMessage(tx: Tx, message: Message): Promise<boolean> {
  const written = await tx.run(
    sql
      .insertInto('messages')
      .values({
        message_id: message.messageId,
        contract_id: message.contractId,
        contact_id: message.contactId,
        identity_sha256: message.identitySha256,
        version: message.version,
        presentation_id: message.presentationId,
        template: message.template,
        channel: message.channel,
        channel_reason: message.channelReason,
        provider: message.provider,
        mode: message.mode,
        state: message.state,
        reason: message.reason,
        effect_id: message.effectId,
        provider_message_id: null,
        created_at: message.createdAt,
        sent_at: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return written === 1;
}

/** The message, locked until the transaction ends. */
export async function lockMessage(tx: Tx, messageId: string): Promise<Message | undefined> {
  const row = await tx.first(sql.selectFrom('messages').selectAll().where('message_id', '=', messageId).forUpdate());
  return row && messageOf(row);
}

/** The message as it is, unlocked. */
export async function findMessage(tx: Tx, messageId: string): Promise<Message | undefined> {
  const row = await tx.first(sql.selectFrom('messages').selectAll().where('message_id', '=', messageId));
  return row && messageOf(row);
}

/** The message a provider reports on, locked: by our effect where the provider carries it back, else by the provider's id. */
export async function lockReported(
  tx: Tx,
  reported: { readonly effectId: string | null; readonly providerMessageId: string },
): Promise<Message | undefined> {
  const query = sql.selectFrom('messages').selectAll().forUpdate();
  const row = await tx.first(
    reported.effectId === null
      ? query.where('provider_message_id', '=', reported.providerMessageId)
      : query.where('effect_id', '=', reported.effectId),
  );
  return row && messageOf(row);
}

/** The newest presentation of a contract: who it went to, and under which id its link is made. */
export async function findPresentation(
  tx: Tx,
  contractId: string,
): Promise<{ readonly contactId: string; readonly presentationId: string } | undefined> {
  const row = await tx.first(
    sql
      .selectFrom('messages')
      .select(['contact_id', 'presentation_id'])
      .where('contract_id', '=', contractId)
      .where('presentation_id', 'is not', null)
      .orderBy('version', 'desc')
      .limit(1),
  );
  if (row === undefined || row.presentation_id === null) return undefined;
  return { contactId: row.contact_id, presentationId: row.presentation_id };
}

/** Records where a message stands. */
export async function setMessageState(
  tx: Tx,
  messageId: string,
  state: MessageState,
  reason: string | null = null,
): Promise<void> {
  await tx.run(sql.updateTable('messages').set({ state, reason }).where('message_id', '=', messageId));
}

/** Records that the provider accepted a message, under its id where it names one. */
export async function recordSent(
  tx: Tx,
  messageId: string,
  providerMessageId: string | null,
  sentAt: Date,
): Promise<void> {
  await tx.run(
    sql
      .updateTable('messages')
      .set({ state: 'sent', reason: null, provider_message_id: providerMessageId, sent_at: sentAt })
      .where('message_id', '=', messageId),
  );
}

function messageOf(row: Selectable<MessagesTable>): Message {
  return {
    messageId: row.message_id,
    contractId: row.contract_id,
    contactId: row.contact_id,
    identitySha256: row.identity_sha256,
    version: row.version,
    presentationId: row.presentation_id,
    template: row.template,
    channel: row.channel,
    channelReason: row.channel_reason,
    provider: row.provider,
    mode: row.mode,
    state: row.state,
    reason: row.reason,
    effectId: row.effect_id,
    createdAt: row.created_at,
  };
}
