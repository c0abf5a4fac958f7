import { extractContacts } from '@loop/contacts';
import type { FoundContact } from './rank-contacts.ts';

/** What somebody's profile on a platform says, by their own hand. */
export interface Profile {
  readonly platform: 'github' | 'x';
  readonly url: string;
  readonly name: string;
  /** What they write about themselves. */
  readonly about: string;
  /** Fields that are there to be written to, as `E-mail: …`. */
  readonly fields: readonly string[];
}

/** Reads a profile for contacts, as a post of its owner. */
export function profileContacts({ about, fields, name, platform, url }: Profile): FoundContact[] {
  const text = [about, ...fields].join('\n');
  return extractContacts({
    platform: platform === 'x' ? 'twitter' : platform,
    url,
    author: name,
    title: null,
    text,
  }).map((contact) => ({
    ...contact,
    source: { where: 'profile', url, start: null, end: null },
    // The first reason says where in a post something stood: this is no post.
    reasons: contact.reasons.slice(1),
  }));
}
