import { type Post, scoreFindings } from '@loop/contacts';
import type { Part } from '../harness/bench.ts';
import type { Figure } from '../harness/figure.ts';
import { type Corpus, corpora } from './corpora.ts';
import { finders } from './finders.ts';

type Name = keyof typeof finders;

const NAMES = Object.keys(finders) as Name[];
const BASELINE: Name = 'linkify-it + libphonenumber-js';
/** Texts a turn: enough that a collection of garbage or a neighbour does not decide it. */
const TEXTS = 20_000;

/** Goes through the texts as often as it takes, and resolves to texts a second of processor time. */
function rateOf(posts: readonly Post[], name: Name, texts: number): number {
  const finder = finders[name];
  const before = process.cpuUsage();
  let values = 0;
  for (let read = 0; read < texts; read++) {
    const post = posts[read % posts.length];
    if (post !== undefined) values += Object.keys(finder(post)).length;
  }
  const { user, system } = process.cpuUsage(before);
  if (values === 0) throw new Error(`${name} found nothing at all`);
  return texts / ((user + system) / 1e6);
}

function qualityOf({ name: corpus, posts }: Corpus, name: Name): Figure[] {
  const score = scoreFindings(posts, posts.map(finders[name]));
  const figure = (what: string, value: number, unit: string, atLeast?: number): Figure => ({
    name: `${what}, ${corpus} texts: ${name}`,
    value,
    unit,
    baseline: null,
    target: atLeast === undefined || name !== 'ours' ? null : { atLeast },
  });
  const { emails, phones } = score.byLabel;
  return [
    figure('micro-F1', score.micro.f1, 'F1', 0.9),
    figure('precision', score.micro.precision, 'of found'),
    figure('recall', score.micro.recall, 'of labels'),
    figure('e-mails', emails.f1, 'F1', 0.93),
    figure('phones', phones.f1, 'F1', 0.9),
    figure('left clean', score.emptyLeftClean / Math.max(1, score.empty), 'of empty', 0.945),
  ];
}

/** How fast and how well contacts are found, beside the libraries one would take otherwise. */
export const extraction: Part = {
  name: 'extraction',
  needsServers: false,
  measure: async (bed) => {
    const sets = corpora();
    const posts = sets.flatMap((corpus) => corpus.posts);
    const sides = Object.fromEntries(
      NAMES.map((name) => [name, async () => rateOf(posts, name, bed.size(TEXTS))]),
    ) as Record<Name, () => Promise<number>>;
    const rate = await bed.interleaved(sides);
    const unit = 'texts/s';
    const speeds = NAMES.map(
      (name): Figure => ({
        name: `texts read: ${name}`,
        value: rate[name],
        unit,
        baseline: name === 'ours' ? rate[BASELINE] : null,
        target: name === 'ours' ? { atLeast: 0.7 } : null,
      }),
    );
    return [...speeds, ...sets.flatMap((corpus) => NAMES.flatMap((name) => qualityOf(corpus, name)))];
  },
};
