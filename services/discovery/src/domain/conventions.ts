/** What a mark that a place has agreed on says of the post that carries it. */
export type Meaning = 'demand' | 'supply' | 'other';

const marks = (meaning: Meaning, ...words: readonly string[]) => words.map((word) => [word, meaning] as const);

/**
 * Marks between brackets or pipes, and flairs, as their letters alone in lower case. r/forhire and r/hiring: [Hiring], [For Hire].
 * r/slavelabour: [TASK], [OFFER]. r/HungryArtists and others: [Commission], [Portfolio]. Elsewhere people use the words of their
 * language. The words without brackets mean nothing: "hiring is hard".
 */
const MARKS: ReadonlyMap<string, Meaning> = new Map([
  ...marks('demand', 'hiring', 'nowhiring', 'task', 'paid', 'paidtask', 'paidgig', 'paidproject', 'request', 'bounty'),
  ...marks(
    'demand',
    'wanted',
    'hire',
    'lookingfor',
    'lookingtohire',
    'helpwanted',
    'job',
    'gig',
    'project',
    'lookingforartist',
  ),
  ...marks(
    'demand',
    'suche',
    'gesucht',
    'auftrag',
    'busco',
    'sebusca',
    'contratando',
    'cherche',
    'recherche',
    'procuro',
  ),
  ...marks(
    'demand',
    'contratase',
    'szukam',
    'zlece',
    'zlecę',
    'zlecenie',
    'gezocht',
    'ищу',
    'ищем',
    'заказ',
    'нуженисполнитель',
  ),
  ...marks(
    'demand',
    'требуется',
    'шукаю',
    'cerco',
    'cercasi',
    'arıyorum',
    'aranıyor',
    '求人',
    '募集',
    '外包',
    '招聘',
    '구인',
    '의뢰',
  ),
  ...marks('supply', 'forhire', 'hireme', 'offer', 'offering', 'offeringservices', 'portfolio', 'selling', 'available'),
  ...marks(
    'supply',
    'availableforwork',
    'openforwork',
    'opentowork',
    'forhiring',
    'commissionsopen',
    'openforcommissions',
  ),
  ...marks(
    'supply',
    'commissions',
    'services',
    'service',
    'seekingwork',
    'lookingforwork',
    'freelanceravailable',
    'resume',
  ),
  ...marks(
    'supply',
    'biete',
    'angebot',
    'ofrezco',
    'mofrezco',
    'propose',
    'ofereço',
    'oferece',
    'oferuję',
    'aangeboden',
    'offro',
  ),
  ...marks('supply', 'помогу', 'услуги', 'предлагаю', 'резюме', 'ищуработу', 'пропоную', '求职', '接单', '구직'),
  ...marks('other', 'meta', 'rant', 'discussion', 'question', 'psa', 'warning', 'scam', 'review', 'unpaid', 'revshare'),
  ...marks(
    'other',
    'volunteer',
    'hobby',
    'closed',
    'filled',
    'taken',
    'solved',
    'completed',
    'done',
    'found',
    'expired',
    'erledigt',
  ),
]);

/** In the title of an issue "[Task]", "[Request]" and "[Done]" tell of the project's own work; these still speak of pay. */
const MARKS_OF_ISSUES = new Set([
  'hiring',
  'nowhiring',
  'paid',
  'bounty',
  'lookingtohire',
  'forhire',
  'hireme',
  'opentowork',
]);

/** Letters that stand for others where somebody wants to pass a filter. */
const DISGUISED: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '@': 'a' };

/** Between brackets, or pipes, at most so long; some put several marks between them: `[Hiring - Paid]`. */
const BRACKETED = /[[【〔{|「［]([^[\]【】〔〕{}|「」\n]{2,40})(?=[\]】〕}|」])/gu;
/** Round brackets are everyday signs; at the beginning they are a mark. */
const ROUND = /^\s*\(([^()\n]{2,40})\)/gu;

const lettersOf = (text: string) => text.replaceAll(/[^\p{L}]/gu, '');

function meaningOfWords(words: string, platform: string): Meaning | undefined {
  const lower = words.toLowerCase();
  const readings = [lower, lower.replaceAll(/[013459@]/g, (sign) => DISGUISED[sign] ?? sign)].map(lettersOf);
  const word = readings.find((reading) => MARKS.has(reading));
  if (word === undefined || (platform === 'github' && !MARKS_OF_ISSUES.has(word))) return undefined;
  return MARKS.get(word);
}

/**
 * What the marks of a title say, in their order: `[Hiring]`, `[F O R  H I R E]`, `|task|`, `【募集】`, `[𝗙𝗼𝗿 𝗛𝗶𝗿𝗲]`. Signs that cannot be
 * seen and letters of other alphabets' shapes count as what they look like.
 */
export function meaningsOf(title: string, platform: string): Meaning[] {
  const seen = title.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  const found = [...seen.matchAll(BRACKETED), ...seen.matchAll(ROUND)];
  return found.flatMap(([, inside = '']) => {
    const whole = meaningOfWords(inside, platform);
    if (whole !== undefined) return [whole];
    return inside.split(/[-–—/,:;&+]/).flatMap((part) => meaningOfWords(part, platform) ?? []);
  });
}

/** What a flair or label says by itself, as {@link meaningsOf} would read it between brackets. */
export const meaningOfFlair = (flair: string, platform: string): Meaning | undefined =>
  meaningsOf(`[${flair.slice(0, 40)}]`, platform)[0];

/** Labels of issues under which somebody pays: Algora's "💎 Bounty", Opire's "💰 reward", and projects' own. */
const PAYING_LABEL = /💎|💰|💵|\bbount(?:y|ies)\b|\breward\b|\bpaid\b|\bfunded\b|^\$\s?\d/iu;
/** Labels that say it was paid, or is no longer on offer. */
const ENDED_LABEL =
  /\b(?:rewarded|awarded|claimed|paid[ -]?out|bounty[ -:]*(?:paid|closed|expired|claimed)|expired)\b/iu;

/** What the labels of an issue say; `undefined` where they say nothing of money. */
export function meaningOfLabels(labels: readonly string[]): Meaning | undefined {
  if (labels.some((label) => ENDED_LABEL.test(label))) return 'other';
  return labels.some((label) => PAYING_LABEL.test(label)) ? 'demand' : undefined;
}

/** Bountysource stopped paying in 2023, Gitcoin's bounties ended with its bot: their marks stand in old issues only. */
export const DEAD_BOUNTY = /\bbountysource\.com|\bgitcoin(?:\.co|bot)\b/i;

/** Algora's and Opire's commands (https://docs.algora.io, https://docs.opire.dev), "💎 Bounty", and an amount beside the word. */
export const BOUNTY =
  /(?:^|\s)\/(?:bounty|reward)\s+[$€£]?\d|💎\s*bounty|\[?\bbounty\b\]?\s*[:(-]?\s*[$€£]\s?\d|[$€£]\s?\d[\d,.]*\s*bounty/im;
/** Who wants the bounty, or has earned it. */
export const BOUNTY_ANSWER = /(?:^|\s)\/(?:attempt|claim|try)\b/im;

/** Labels of the "who wants to be hired" template; three of them mark a job-seeker wherever the comment stands. */
export const SEEKER_LABELS = [
  /^\s*location\s*:/im,
  /^\s*remote\s*:/im,
  /^\s*(?:willing to )?relocat\w*\s*:/im,
  /^\s*technolog(?:y|ies)\s*:/im,
  /^\s*r[ée]sum[ée](?:\s*\/\s*cv)?\s*:|^\s*cv\s*:/im,
  /^\s*e-?mail\s*:/im,
  /^\s*availability\s*:/im,
] as const;
