import { normalisedEmail } from './email-address.ts';

/** A way to reach a person; the best one comes first. */
export interface Reach {
  readonly contactId: string;
  readonly kind: string;
  readonly value: string;
}

/** How a contract is presented, or why it cannot be, in a sentence for people. */
export type ChannelChoice =
  | { readonly channel: 'email'; readonly contactId: string; readonly address: string; readonly reason: string }
  | { readonly channel: null; readonly reason: string };

/**
 * Chooses the channel to present a contract on: the best e-mail address there is. Other channels come with their providers;
 * until then a person who is reachable by them only is not written to.
 */
export function chooseChannel(reaches: readonly Reach[]): ChannelChoice {
  for (const [index, { contactId, kind, value }] of reaches.entries()) {
    const address = kind === 'email' ? normalisedEmail(value) : undefined;
    if (address === undefined) continue;
    const rank =
      index === 0
        ? 'the best contact found'
        : `contact ${index + 1} of ${reaches.length}; better ones have no channel yet`;
    return { channel: 'email', contactId, address, reason: `E-mail: ${rank}.` };
  }
  const kinds = [...new Set(reaches.map(({ kind }) => kind))];
  const reason =
    kinds.length === 0
      ? 'No contact is known.'
      : `Reachable only by ${kinds.join(', ')}; no such channel is configured.`;
  return { channel: null, reason };
}
