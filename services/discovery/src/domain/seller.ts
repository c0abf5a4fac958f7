import { createHash } from 'node:crypto';

/** Whom a listing's photos are asked of: a telephone number (E.164), as a messenger's or as a telephone's. */
export interface Seller {
  readonly kind: 'whatsapp' | 'phone';
  readonly value: string;
  readonly name: string | null;
}

/**
 * The hashes by which `contact.forgotten` may name a seller. A messenger's account and a telephone with the same number are the
 * same person: whoever is forgotten as the one is not asked as the other.
 */
export function sellerHashes({ value }: Pick<Seller, 'value'>): string[] {
  return ['phone', 'whatsapp'].map((kind) => createHash('sha256').update(`${kind}:${value}`).digest('hex'));
}
