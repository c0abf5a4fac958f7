import type { SeedPost } from '../seed-post.ts';
import { threadIds } from './threads.ts';

const comment = (
  id: number,
  author: string,
  threadPosition: number,
  text: string,
  truth: SeedPost['truth'],
): SeedPost => ({
  id,
  type: 'comment',
  author,
  text,
  parent: threadIds.pastFreelancer,
  time: { threadPosition },
  truth,
});

/** Last month's freelancer thread, much of which comes again this month. */
export const pastThreadSeeds: readonly SeedPost[] = [
  comment(
    97_000_401,
    'tarrowgate',
    0.1,
    'SEEKING FREELANCER | Remote (EU) | 6-8 weeks<p>Food co-op, 23 farms. Farms type what they can deliver on Sunday night, shops order on Monday, the driver needs lists by 4am on Tuesday. Now it is one giant sheet. We want a web app with three screens for that.<p>EUR 14,000 including hosting for a year. procurement@tarrowgate.coop - Lena reads it.',
    { intent: 'demand', email: 'procurement@tarrowgate.coop', ask: 'web app', duplicateOf: 97_000_109 },
  ),
  comment(
    97_000_402,
    'bellwetherco',
    0.2,
    'SEEKING FREELANCER | Remote | Weather-station co-op<p>40 home stations push JSON to us, half of it malformed. Clean it, keep it, chart it. We already have the server. $4,100, paid on delivery in two parts.<p>stations@bellwether-coop.net',
    { intent: 'demand', email: 'stations@bellwether-coop.net', ask: 'data' },
  ),
  comment(
    97_000_403,
    'anvilgrey',
    0.25,
    'SEEKING WORK | Porto | Remote<p>Backend, 12 years. Go, Postgres, queues. Rate: 85 EUR&#x2F;h. work@anvilgrey.dev',
    { intent: 'supply', email: 'work@anvilgrey.dev' },
  ),
  comment(
    97_000_404,
    'juniperlift',
    0.4,
    'SEEKING FREELANCER | Ski lift, 3 seasons of ticket data<p>Tell us on which days we should open the second lift. A notebook first, then a small dashboard for the mountain staff. CHF 6&#x27;000. daten(at)juniperlift(dot)ch',
    { intent: 'demand', email: 'daten@juniperlift.ch', ask: 'data' },
  ),
  comment(
    97_000_405,
    'marrowbone',
    0.55,
    'SEEKING FREELANCER | iOS | Remote<p>Audio tour of a cemetery, 60 stops, no tracking whatsoever. Swift, two months, $8k. tours@marrowbone-heritage.org',
    { intent: 'demand', email: 'tours@marrowbone-heritage.org', ask: 'mobile' },
  ),
  comment(
    97_000_406,
    'gullwingnet',
    0.7,
    'SEEKING FREELANCER | Landing page + brand refresh for a repair café network. We can offer $2,200. kontakt@gullwingrepair.at',
    { intent: 'demand', email: 'kontakt@gullwingrepair.at', ask: 'design' },
  ),
  comment(
    97_000_407,
    'filledalready',
    0.8,
    'SEEKING FREELANCER | ~~Remote, Vue, 3 weeks~~ EDIT: position is filled, thank you all. (Was: contact@filledalready-labs.com)',
    { intent: 'other', email: null, trap: 'already filled' },
  ),
];
