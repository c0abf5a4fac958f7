import type { SeededRandom } from '@loop/testkit';

const BUSINESSES = [
  'bakery',
  'bike workshop',
  'climbing gym',
  'dental practice',
  'florist',
  'music school',
  'roastery',
];
const WORKS = [
  'a landing page with a booking form',
  'a small web app for our stock list',
  'a script that turns our supplier invoices into a spreadsheet every night',
  'the checkout bug in our web shop fixed',
  'a dashboard that shows our orders by week',
] as const;
const NAMES = ['ilse', 'tomas', 'priya', 'wren', 'oskar', 'noor', 'celia', 'jonas'];
const DOMAINS = ['harrowgate-mills.com', 'tinbergen.works', 'lowfield.coop', 'saltmarsh.dev', 'quillandco.net'];

/**
 * Lines for an import: invented people who ask for work in as many words. About one in six offers work instead or says
 * nothing about how to be reached, and one in twelve is no JSON. `run` keeps them apart from the lines of other runs.
 */
export function madeUpPosts(random: SeededRandom, run: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    if (random.integer(1, 12) === 12) return '{"platform": "forum", "text": ';
    const name = random.pick(NAMES);
    const number = random.integer(100, 999);
    const address = `${name}.${number}@${random.pick(DOMAINS)}`;
    return JSON.stringify({
      platform: 'forum',
      id: `${run}-${index}`,
      author: `${name}${number}`,
      text: random.integer(1, 6) === 6 ? offerOf(random, name) : requestOf(random, name, number, address),
    });
  });
}

function requestOf(random: SeededRandom, name: string, number: number, address: string): string {
  const contact = random.integer(1, 6) === 6 ? 'Please comment below.' : `Please write to ${address}.`;
  return `We run a ${random.pick(BUSINESSES)}, number ${number} in our street, and look for a freelance developer. We need ${random.pick(WORKS)}. Budget $${random.integer(8, 40)}00, fixed price. ${contact} Thanks, ${name}`;
}

function offerOf(random: SeededRandom, name: string): string {
  return `SEEKING WORK: I am ${name}, a developer with ${random.integer(3, 20)} years of practice. Hire me for your next project, my portfolio is long.`;
}
