import { seededRandom } from '@loop/testkit';

const WHO = [
  'bakery',
  'ferry',
  'choir',
  'rowing club',
  'museum of locks',
  'brewery',
  'language school',
  'seed library',
  'bike workshop',
];
const WANT = [
  'a booking page',
  'a scraper for price lists',
  'a logo with two variants',
  'a dashboard over our sensors',
  'our web shop repaired',
];
const VERBS = [
  'opened',
  'painted',
  'moved',
  'rebuilt',
  'rented',
  'insured',
  'measured',
  'photographed',
  'catalogued',
  'repaired',
  'sold',
];
const THINGS = [
  'sheds',
  'boats',
  'ovens',
  'keys',
  'barrels',
  'scores',
  'seeds',
  'wheels',
  'lamps',
  'maps',
  'anchors',
  'hinges',
  'flutes',
];
const WHEN = [
  'in spring',
  'before the fair',
  'last winter',
  'every Tuesday',
  'since June',
  'for the jubilee',
  'by hand',
  'with two volunteers',
];
const MONEY = ['$1,500', '€1.200', '£450', '600 to 900 EUR', 'CHF 2’400', '$40/hr', '3500 zł', 'R$ 2.000'];

/** A person's request, in words of their own, as a line of an import; the same number makes the same one. */
export function madeUpRequest(number: number): string {
  const random = seededRandom(number + 1);
  const story = Array.from(
    { length: 5 },
    () => `We ${random.pick(VERBS)} ${random.integer(2, 900)} ${random.pick(THINGS)} ${random.pick(WHEN)}.`,
  );
  const text = `We are a ${random.pick(WHO)} and need a developer: we want ${random.pick(WANT)}. ${story.join(' ')} Budget ${random.pick(MONEY)}. Mail desk${number}@lampwick${number % 97}.example-works.com`;
  return lineOf(`made-${number}`, `asker${number}`, text);
}

/** The request again under another name and with a greeting, as those who spray do. */
export function sprayedCopy(number: number): string {
  const { text } = JSON.parse(madeUpRequest(number)) as { text: string };
  return lineOf(`copy-${number}`, `copier${number}`, `Hello! ${text} Thanks`);
}

const lineOf = (id: string, author: string, text: string): string =>
  JSON.stringify({ platform: 'forum', id, url: `https://forum.lampwick.works/${id}`, author, title: null, text });
