import { ASKERS, BUDGET_SENTENCES, BUDGETS, CONDITIONS, CONTACT_SENTENCES, TASKS } from './demand-words.ts';
import { FOREIGN_ASKS } from './foreign-asks.ts';
import type { InventedPost, PostSeed } from './invented-post.ts';
import { CHATTER, DECOYS, FAMILY, GIVEN, OFFERS, SPRAYED } from './other-words.ts';
import { SeededChance } from './seeded-chance.ts';

/** How many posts of which kind, and over how long. */
export interface Invention {
  readonly seed: number;
  readonly count: number;
  /** Dates of the oldest and the newest post, in seconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** Parts of a hundred, in order: demand, offers, decoys, sprayed, repeats, chatter, bots. */
const SHARES = [50, 66, 74, 80, 86, 96, 100];

function demand(chance: SeededChance, author: string): PostSeed {
  const { who, domain } = chance.pick(ASKERS);
  const { need, title } = chance.pick(TASKS);
  const budget = chance.pick(BUDGETS);
  const isReachable = chance.next() < 0.7;
  const local = chance.next() < 0.3 ? author : (author.split(/[_0-9]/)[0] ?? author);
  const [name = '', ...rest] = domain.split('.');
  const contactSentence = chance
    .pick(CONTACT_SENTENCES)
    .replace('{local}', local)
    .replace('{domain}', domain)
    .replace('{name}', name)
    .replace('{tld}', rest.join('.'));
  const sentences = [
    `We are ${who}.`,
    need,
    chance.pick(CONDITIONS),
    ...(budget === null ? [] : [chance.pick(BUDGET_SENTENCES).replace('{budget}', budget)]),
    ...(isReachable ? [contactSentence] : []),
  ];
  const contact = isReachable ? `${local}@${domain}` : null;
  return { author, title, text: sentences.join(' '), language: 'en', intent: 'demand', budget, contact };
}

const said = (author: string, { title, text }: { title: string; text: string }, intent: 'supply' | 'other') =>
  ({ author, title, text, language: 'en', intent, budget: null, contact: null }) satisfies PostSeed;

function botPost(number: number): PostSeed {
  const text = `I am a bot, and this action was performed automatically. Thread ${number} was checked against rule 3.`;
  return { ...said('AutoModerator', { title: 'Weekly rules reminder', text }, 'other'), isByBot: true };
}

function sprayed(chance: SeededChance, author: string): PostSeed {
  const text = SPRAYED.text
    .replace('{number}', String(100 + chance.below(900)))
    .replace('{left}', String(2 + chance.below(9)));
  return { ...said(author, { title: SPRAYED.title, text }, 'other'), trap: 'sprayed' };
}

/** A post that says again what an earlier one said, in other capitals and with a word more. */
function repeat(chance: SeededChance, earlier: readonly InventedPost[]): Partial<InventedPost> | undefined {
  const original = chance.pick(earlier);
  if (original.intent !== 'demand' || original.duplicateOf !== null || original.isDeleted) return undefined;
  const isExact = chance.next() < 0.5;
  const text = isExact ? original.text : `${original.text} Still open!`;
  return {
    ...original,
    text,
    title: isExact ? original.title : original.title.toUpperCase(),
    duplicateOf: original.number,
  };
}

function seedOf(chance: SeededChance, number: number, author: string): PostSeed | 'repeat' {
  const foreign = FOREIGN_ASKS[(number - 5) / 9];
  if (foreign !== undefined) return foreign;
  const draw = chance.below(100);
  const kind = SHARES.findIndex((share) => draw < share);
  if (kind === 1) return said(author, chance.pick(OFFERS), 'supply');
  if (kind === 2) {
    const decoy = chance.pick(DECOYS);
    return { ...said(author, decoy, decoy.intent), trap: decoy.trap };
  }
  if (kind === 3) return sprayed(chance, author);
  if (kind === 4) return 'repeat';
  if (kind === 5) return said(author, chance.pick(CHATTER), 'other');
  return kind === 6 ? botPost(number) : demand(chance, author);
}

/** Invents posts, oldest first. The same invention makes the same posts; people, companies and addresses are made up. */
export function inventPosts({ seed, count, from, until }: Invention): InventedPost[] {
  const chance = new SeededChance(seed);
  const posts: InventedPost[] = [];
  for (let number = 1; number <= count; number += 1) {
    const author = `${chance.pick(GIVEN)}_${chance.pick(FAMILY)}${number}`;
    const drawn = seedOf(chance, number, author);
    const again = drawn === 'repeat' ? repeat(chance, posts.slice(-60)) : undefined;
    const seedPost = drawn === 'repeat' ? demand(chance, author) : drawn;
    const isDeleted = again === undefined && chance.next() < 0.04;
    posts.push({
      isByBot: false,
      duplicateOf: null,
      trap: null,
      ...seedPost,
      ...again,
      isDeleted,
      number,
      createdAt: Math.floor(from + ((until - from) * number) / count),
    });
  }
  return posts;
}
