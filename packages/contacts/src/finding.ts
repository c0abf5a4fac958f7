/** How a person can be reached. */
export type ContactKind =
  | 'email'
  | 'phone'
  | 'whatsapp'
  | 'telegram'
  | 'discord'
  | 'twitter'
  | 'linkedin'
  | 'github'
  | 'reddit'
  | 'instagram'
  | 'facebook'
  | 'booking_link'
  | 'website';

/** A contact found in a reading, before it is scored. Offsets are UTF-16 units of the reading's text. */
export interface Finding {
  readonly kind: ContactKind;
  /** Normalised: lower-case e-mail, E.164 number, handle without `@`, `in/slug`, absolute address. */
  readonly value: string;
  /** The rule that found it, `email.plain`. */
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}
