import type { Signal } from './catalogue.ts';
import { plainText, shortened, withoutContacts } from './read-post.ts';

/** A post as it was published. */
export interface Post {
  readonly title: string | null;
  readonly text: string;
}

/** Words that say how and where somebody works, not what they want. */
const LABEL =
  /^(seeking( a)? freelancers?|freelancers? wanted|remote( ok)?|remote \(.*|.{2,16} or remote|on ?site|hiring|contract|fixed[ -]price|part[ -]time|any time ?zone|us hours|(latam|asia|europe)\b.{0,20}|usa?|eu|uk|americas|worldwide|anywhere|about \d+ weeks?|\d+(\s?[-–]\s?\d+)? (days|weeks|months)|your pick|[$€£~]?\s?\d[\d,.]*\s?k?)$/i;

/** What is left of "write to …" and the like once the address is gone. */
const INVITATION =
  /^((please |you can )?(e-?mail|mail|contact|reach|write|ping|apply|reply)\b|(my|your) (e-?mail|username)\b|(site|contact details|résumé\/cv|curator|portfolio):).{0,60}$/i;

const MARK = /^(ask hn:|\[[^\]]{1,20}\]|seeking( a)? freelancers?( \([^)]{1,30}\))?|freelancers? wanted)[\s,:|–-]*/i;

/** A longer part of a post is no sentence; what follows in it is not read. */
const LONGEST_PART = 1000;

function isLabel(part: string): boolean {
  const bits = part.split(/\s*[,;/]\s*|\s+[-–]\s+/);
  const labels = bits.filter((bit) => !/\w/.test(bit) || LABEL.test(bit.trim().replace(/[.!]+$/, '')));
  return labels.length * 2 > bits.length;
}

/** The sentences of a post that say what is wanted: no contacts, no labels. Each ends as a sentence. */
export function wishes({ title, text }: Post): string[] {
  const source = [title ?? '', text].map((part) => withoutContacts(plainText(part))).join('\n');
  return source
    .split(/\s\|\s|\n|(?<=[a-z0-9)]{2}[.!?])\s+(?=["“A-Z$€£~])/)
    .map((part) =>
      shortened(part.trim(), LONGEST_PART)
        .replace(MARK, '')
        .replace(/^[-*•]\s+/, '')
        .trim(),
    )
    .filter((part) => part.length > 2 && !isLabel(part) && !INVITATION.test(part))
    .map((part) => (/[.!?…:]$/.test(part) ? part : `${part}.`));
}

const WANTS =
  /\b(need(s|ed)?|look(ing)? for|want(s|ed)?|would like|i'd like|we'd like|help (us|me)|(?<!we )(build|fix|finish|connect|make|move|redesign|migrate|automate|replace))\b/i;

/** How a wish begins before it says what it is about. */
const OPENING =
  /^(hi|hello|hey)?[,!. ]*(so |and |now |then )?(i|we)?( are|'re|'m| am)? ?(also |just )?(looking for|search(ing)? for|need(ing)?|want(ing)?|would (like|love)|'d (like|love)) (someone |somebody |a freelancer |help |to have |to get )?(to |who can |with )?(?!(that|this|it|them)\b)/i;

/**
 * The sentence that says best what is wanted, as a headline: it speaks of the service and sounds like a wish. Null when no
 * sentence reads like one.
 */
export function headline(sentences: readonly string[], signals: readonly Signal[]): string | null {
  const scored = sentences.map((sentence) => ({ sentence, score: scoreOf(sentence, signals) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { sentence: '', score: 2 });
  const wish = best.sentence
    .replace(/^(wanted?|needed|task|offer):\s*/i, '')
    .replace(OPENING, '')
    .replace(/[\s.,:;–-]+$/, '');
  if (wish.length < 8) return null;
  return shortened(/^[a-z][a-z ]/.test(wish) ? wish.charAt(0).toUpperCase() + wish.slice(1) : wish, 90);
}

function scoreOf(sentence: string, signals: readonly Signal[]): number {
  const lower = sentence.toLowerCase();
  const heard = signals.filter((signal) => signal.pattern.test(lower)).reduce((sum, signal) => sum + signal.weight, 0);
  const isWish = WANTS.test(sentence) ? 3 : 0;
  const isComplaint = isWish === 0 && /\b(is|are|was|were|has|have|lives?)\b/i.test(sentence) ? -3 : 0;
  const isReadable = sentence.length >= 20 && sentence.length <= 120 ? 1 : -1;
  const isAboutMoney = /[$€£]|\b(usd|eur|gbp|budget|pay)\b/i.test(sentence) ? -2 : 0;
  return Math.min(heard, 5) + isWish + isComplaint + isReadable + isAboutMoney;
}
