import { type ContactKind, contactKind } from '@loop/contracts';
import { idFrom, type Tx } from '@loop/runtime';
import {
  authorsBehind,
  type HashedAuthor,
  type HashedContact,
  hashedAuthor,
  hashedContacts,
  IMPERSONAL,
} from '../domain/hashed-person.ts';
import { postsAndAuthors } from '../store/known-posts.ts';
import { contactsSeenIn, findContacts, type KeptContact, sightingsOf } from '../store/people.ts';

/** Whom an operator means. */
export interface Asked {
  readonly tenantId: string;
  /** A kind of contact or a platform. */
  readonly kind: string | null;
  readonly value: string | null;
  readonly contactId: string | null;
}

/** A person, as far as what is kept leads to them. */
export interface Person {
  readonly contactId: string;
  readonly contactIds: readonly string[];
  readonly opportunityIds: readonly string[];
  readonly identities: readonly HashedContact[];
  readonly authors: readonly HashedAuthor[];
  /** Their names and addresses: for looking through an operator's words, and nothing else. */
  readonly values: readonly string[];
}

/** Why a person cannot be told from others. */
export type NoPerson = { readonly refused: 'unknown_contact' | 'too_much'; readonly detail: string };

/** What one order may take; a person known from more is told apart by hand first. */
const MAX_POSTS = 10_000;
const MAX_IDENTITIES = 100;

const isKind = (kind: string): kind is ContactKind => contactKind.safeParse(kind).success;

/** How an operator's words are normalised: without the `@` before a handle, an address in lower case. */
function normalised(kind: string, value: string): string {
  const text = value.trim();
  if (kind === 'email') return text.toLowerCase();
  if (kind === 'phone' || kind === 'whatsapp') return `+${text.replace(/\D/g, '')}`;
  return text.replace(/^(?:@|\/?u\/)/, '');
}

/**
 * Finds all that leads to the person behind a contact or an author's name: their posts, their other addresses there, posts from
 * those addresses and by the same authors, until nothing new turns up. Sites lead nowhere: others may name the same.
 */
export async function findPerson(tx: Tx, asked: Asked): Promise<Person | NoPerson> {
  const start = await whereToBegin(tx, asked);
  if ('refused' in start) return start;
  const contacts = new Map(start.contacts.map((contact) => [contact.id, contact]));
  const authors = new Map(start.authors.map((author) => [`${author.platform} ${author.authorSha256}`, author]));
  const posts = new Set<string>();
  for (let before = -1; before !== contacts.size + authors.size + posts.size; ) {
    before = contacts.size + authors.size + posts.size;
    const personal = [...contacts.values()].filter(({ kind }) => !IMPERSONAL.includes(kind));
    for (const id of await sightingsOf(
      tx,
      personal.map(({ id }) => id),
    ))
      posts.add(id);
    const behind = personal.flatMap(({ kind, value }) => authorsBehind(kind, value));
    const known = await postsAndAuthors(tx, [...posts], [...authors.values(), ...behind]);
    for (const id of known.opportunityIds) posts.add(id);
    for (const author of [...known.authors, ...behind])
      authors.set(`${author.platform} ${author.authorSha256}`, author);
    for (const contact of await contactsSeenIn(tx, [...posts])) contacts.set(contact.id, contact);
    if (posts.size > MAX_POSTS || contacts.size > MAX_IDENTITIES || authors.size > MAX_IDENTITIES) return tooMuch;
  }
  const hashed = [...contacts.values()].flatMap(({ kind, value }) => hashedContacts(kind, value));
  const unique = new Map([...start.identities, ...hashed].map((one) => [`${one.kind} ${one.valueSha256}`, one]));
  if (unique.size > MAX_IDENTITIES) return tooMuch;
  return {
    contactId: start.contactId,
    contactIds: [...contacts.keys()],
    opportunityIds: [...posts],
    identities: [...unique.values()],
    authors: [...authors.values()],
    values: [...start.values, ...[...contacts.values()].map(({ value }) => value)],
  };
}

const tooMuch: NoPerson = {
  refused: 'too_much',
  detail: 'This leads to more posts or addresses than one person has: name a contact that only they use',
};

interface Beginning {
  readonly contactId: string;
  readonly contacts: readonly KeptContact[];
  readonly authors: readonly HashedAuthor[];
  readonly identities: readonly HashedContact[];
  readonly values: readonly string[];
}

async function whereToBegin(tx: Tx, { contactId, kind, tenantId, value }: Asked): Promise<Beginning | NoPerson> {
  if (contactId !== null) {
    const contacts = await findContacts(tx, { ids: [contactId] });
    if (contacts.length > 0) return { contactId, contacts, authors: [], identities: [], values: [] };
  }
  if (kind === null || value === null) {
    return { refused: 'unknown_contact', detail: 'No contact has this id; name the person by kind and value' };
  }
  const written = normalised(kind, value);
  // A name is at least looked for among authors: `github:jo` is a contact as well as an author.
  const authors = [hashedAuthor(kind, written)];
  const named = { authors, values: [value.trim(), written] };
  if (!isKind(kind)) {
    return {
      ...named,
      contactId: idFrom('author', tenantId, kind, written.toLowerCase()),
      contacts: [],
      identities: [],
    };
  }
  const contacts = await findContacts(tx, { kind, value: written });
  const [first] = contacts;
  return {
    ...named,
    authors: authorsBehind(kind, written),
    contactId: first?.id ?? idFrom('contact', tenantId, kind, written),
    contacts,
    identities: hashedContacts(kind, written),
  };
}
