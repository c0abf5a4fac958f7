/** The messages outreach sends; each has a template of its own. */
export type MessageTemplate =
  | 'proposal'
  | 'sign_in_code'
  | 'delivery_ready'
  | 'payment_held'
  | 'money_news'
  | 'contract_completed';

/**
 * On what footing a message goes out. `first_contact`: nobody asked for it. `requested`: the person asked for it by an act a
 * moment ago. `notice`: something happened in a contract of theirs.
 */
export type MessageClass = 'first_contact' | 'requested' | 'notice';

/** Footing and published purpose of each message. */
export const MESSAGE_KINDS: Readonly<
  Record<
    MessageTemplate,
    { readonly messageClass: MessageClass; readonly purpose: 'proposal' | 'sign_in_code' | 'client_notice' }
  >
> = {
  proposal: { messageClass: 'first_contact', purpose: 'proposal' },
  sign_in_code: { messageClass: 'requested', purpose: 'sign_in_code' },
  delivery_ready: { messageClass: 'notice', purpose: 'client_notice' },
  payment_held: { messageClass: 'notice', purpose: 'client_notice' },
  money_news: { messageClass: 'notice', purpose: 'client_notice' },
  contract_completed: { messageClass: 'notice', purpose: 'client_notice' },
};
