import type { RawPost } from './raw-post.ts';

/** A sign of spam and how much it speaks for it. */
interface SpamSign {
  readonly reason: string;
  readonly weight: number;
  readonly pattern: RegExp;
}

const sign = (weight: number, reason: string, source: string): SpamSign => ({
  reason,
  weight,
  pattern: new RegExp(source, 'iu'),
});

/** What those write who ask for no work but for victims, votes or a crowd. */
const SIGNS: readonly SpamSign[] = [
  sign(
    3,
    'Promises earnings from home',
    String.raw`\b(?:earn|make|get)\b[^.!?\n]{0,25}(?:[$€£]\s?\d[\d,.]*|\d[\d,.]*\s?(?:dollars|usd|euros?))[^.!?\n]{0,25}\b(?:a|per|every|\/)\s?(?:day|week|hour|month)\b[^.!?\n]{0,40}\b(?:home|phone|online|easily|easy)\b|\bearn[^.!?\n]{0,30}\b(?:from home|passive income)\b|\b(?:work|earn) from (?:home|your phone)\b[^\n]{0,80}[$€£]\s?\d`,
  ),
  sign(
    1.5,
    'Asks for no experience',
    String.raw`\bno (?:experience|skills?|qualifications?) (?:is |are )?(?:needed|required|necessary)\b|\banyone can do (?:it|this)\b|без опыта|keine erfahrung nötig|sin experiencia`,
  ),
  sign(
    1,
    'Promises daily pay',
    String.raw`\b(?:paid|payouts?|payments?) (?:daily|every day|instantly)\b|\bdaily (?:pay|payouts?|payments?|income)\b|\binstant (?:pay|withdraw)`,
  ),
  sign(0.5, 'Presses for time', String.raw`\bstart (?:today|immediately|now)\b|\b(?:hurry|act now|don['’]t miss)\b`),
  sign(
    1.5,
    'Counts down places',
    String.raw`\bonly \d{1,3} (?:places?|slots?|spots?|seats?|positions?) (?:are )?(?:left|remaining|available)\b|\blimited (?:slots|spots|places)\b`,
  ),
  sign(
    2,
    'Leads to a manager on a messenger',
    String.raw`\b(?:message|contact|text|add|write to|dm)\b[^.!?\n]{0,25}\b(?:manager|recruiter|hr|supervisor|mentor|admin)\b[^.!?\n]{0,25}\b(?:whats ?app|telegram|signal|wechat|line)\b`,
  ),
  sign(
    1,
    'Hires a crowd',
    String.raw`\b(?:hiring|need(?:ing)?|looking for|recruit(?:ing)?)\s+(?:over |up to )?(?:[2-9]\d|\d{3,5})\+? (?:people|persons?|workers?|agents?|candidates?|members?)\b`,
  ),
  sign(
    3,
    'Asks for money first',
    String.raw`\b(?:registration|training|activation|processing|refundable|security) (?:fee|deposit)\b|\bpay (?:a|the|us a) (?:small )?(?:fee|deposit) (?:first|upfront|to start)\b`,
  ),
  sign(
    3,
    'Promises profit',
    String.raw`\bguaranteed? (?:income|profits?|returns?|earnings?)\b|\bdouble your (?:money|bitcoin|btc|investment|crypto)\b|\b\d{2,3}\s?% (?:profit|returns?|roi) (?:daily|weekly|a day|per day|guaranteed)\b|\brisk[- ]free (?:profit|income)\b`,
  ),
  sign(
    2,
    'Advertises speculation or gambling',
    String.raw`\b(?:forex|binary options?|crypto|bitcoin|trading) (?:signals?|investments?|investors?|airdrops?|giveaways?|mentors?)\b|\bairdrop\b|\b(?:online )?casino\b|\bbetting tips\b`,
  ),
  sign(
    3,
    'Buys votes, reviews or accounts',
    String.raw`\b(?:buy|sell|rent|rental|renting|borrow)\w*\b[^.!?\n]{0,30}\b(?:upwork|linkedin|fiverr|paypal|stripe|facebook|google|verified|bank)\b[^.!?\n]{0,15}\baccounts?\b|\b(?:5|five)[- ]star (?:reviews?|ratings?)\b|\b(?:buy|need|get)\b[^.!?\n]{0,15}\b(?:upvotes|followers|fake reviews)\b`,
  ),
  sign(
    2,
    'Pays in ways that nobody can trace',
    String.raw`\b(?:western union|money ?gram|gift ?cards?|itunes cards?)\b`,
  ),
  sign(
    3,
    'Wants an examination taken',
    String.raw`\b(?:take|do|write|complete|pass)\b[^.!?\n]{0,12}\bmy\b[^.!?\n]{0,20}\b(?:exams?|quiz(?:zes)?|homework|assignments?|online class|thesis|coursework)\b`,
  ),
];

const SPAM = 3;
const MANY_LINKS = 8;
const LINK = /\bhttps?:\/\/\S/gi;

/** How much a post looks like spam; from {@link isSpam} on it is one. */
export interface Spamminess {
  readonly weight: number;
  readonly isSpam: boolean;
  readonly reasons: readonly string[];
}

/** Weighs the signs of spam in a post's plain text. One of them alone says little, but for those who take money or cheat. */
export function spamminessOf(post: RawPost, title: string, text: string): Spamminess {
  const all = `${title}\n${text}`;
  const heard = SIGNS.filter(({ pattern }) => pattern.test(all)).map(({ reason, weight }) => ({ reason, weight }));
  // Issues and mailing lists quote and refer; elsewhere a list of links is an advertisement.
  const links = post.platform === 'github' ? 0 : (post.text?.match(LINK)?.length ?? 0);
  if (links >= MANY_LINKS) heard.push({ reason: `Holds ${links} links`, weight: 1 });
  const weight = heard.reduce((sum, one) => sum + one.weight, 0);
  return { weight, isSpam: weight >= SPAM, reasons: heard.map(({ reason }) => reason) };
}
