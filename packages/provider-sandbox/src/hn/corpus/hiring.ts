import type { SeedPost } from '../seed-post.ts';
import { threadIds } from './threads.ts';

const comment = (
  id: number,
  author: string,
  parent: number,
  threadPosition: number,
  text: string,
  truth: SeedPost['truth'],
): SeedPost => ({ id, type: 'comment', author, text, parent, time: { threadPosition }, truth });

const hiring = (id: number, author: string, position: number, email: string | null, text: string): SeedPost =>
  comment(id, author, threadIds.hiring, position, text, { intent: 'hiring', email });

const seeker = (id: number, author: string, position: number, email: string | null, text: string): SeedPost =>
  comment(id, author, threadIds.wantsToBeHired, position, text, { intent: 'supply', email });

/** Posts of "Who is hiring?" and "Who wants to be hired?". */
export const hiringSeeds: readonly SeedPost[] = [
  hiring(
    97_000_201,
    'loamworks',
    0.02,
    'people@loamworks.farm',
    'Loamworks | Staff Software Engineer | Utrecht, NL | ONSITE 2 days | EUR 95-115k<p>We map soil carbon with a van full of instruments. Rust on the van, Python behind it.<p>Apply: people@loamworks.farm',
  ),
  hiring(
    97_000_202,
    'sprocketry',
    0.05,
    null,
    'Sprocketry | Product Engineer | REMOTE (US) | Full-time | $150k-$185k + equity<p>Bike-share software for 40 cities. TypeScript, Postgres.<p><a href="https:&#x2F;&#x2F;sprocketry.bike&#x2F;jobs&#x2F;11" rel="nofollow">https:&#x2F;&#x2F;sprocketry.bike&#x2F;jobs&#x2F;11</a>',
  ),
  hiring(
    97_000_203,
    'inkstonehr',
    0.1,
    'careers@inkstone-archives.ca',
    'Inkstone Archives | Data Engineer | Montréal or REMOTE (Canada) | CAD 105-130k<p>Two million scanned pages, one patient team. careers [at] inkstone-archives [dot] ca',
  ),
  hiring(
    97_000_204,
    'vantapeak',
    0.17,
    null,
    'Vantapeak (S24) | Founding Designer | SF ONSITE | visa ok<p>We are looking for someone to build our whole design practice. Apply at vantapeak.com&#x2F;founding, we do not read mail.',
  ),
  hiring(
    97_000_205,
    'cedarpost',
    0.22,
    'talent@cedarpost.health',
    'Cedarpost Health | iOS Engineer | Remote (EU) | contract to hire, 6 months<p>&euro;450-520&#x2F;day. Write to talent@cedarpost.health, put &quot;HN&quot; in the subject.',
  ),
  comment(
    97_000_206,
    'earnestgull',
    threadIds.hiring,
    0.3,
    'Location: Split, Croatia<p>Remote: Yes<p>Willing to relocate: Maybe<p>Technologies: Java, Kotlin, Spring<p>Résumé&#x2F;CV: on request<p>Email: tonci@earnestgull.hr<p>(I know this is the other thread, sorry.)',
    { intent: 'supply', email: 'tonci@earnestgull.hr', trap: 'a job-seeker in the hiring thread' },
  ),
  comment(
    97_000_207,
    'saltpanner',
    threadIds.hiring,
    0.42,
    'Applied to three of these in 2025-03-14, 2025-06-02 and last week; heard back from none. Ticket 4155-0177 if anyone from talent cares.',
    { intent: 'other', email: null, trap: 'dates and ticket numbers look like phones' },
  ),
  comment(
    97_000_208,
    'freebird_ops',
    threadIds.hiring,
    0.55,
    'Not a job but a job: we need a contractor for one month to automate invoice matching in our warehouse (SAP export in, bank file in, exceptions out). Remote, $6k. ops@freebird-logistics.com',
    { intent: 'demand', email: 'ops@freebird-logistics.com', ask: 'automation', trap: 'demand in the hiring thread' },
  ),
  seeker(
    97_000_301,
    'hedgerow_kim',
    0.06,
    'kim.aldous@hedgerow.email',
    'Location: Leith, Scotland<p>Remote: Yes<p>Willing to relocate: No<p>Technologies: Elixir, Phoenix, Postgres<p>Résumé&#x2F;CV: <a href="https:&#x2F;&#x2F;hedgerow.email&#x2F;kim.pdf" rel="nofollow">https:&#x2F;&#x2F;hedgerow.email&#x2F;kim.pdf</a><p>Email: kim.aldous@hedgerow.email',
  ),
  seeker(
    97_000_302,
    'fathomless',
    0.14,
    null,
    'Location: Lagos, Nigeria<p>Remote: Yes<p>Willing to relocate: Yes<p>Technologies: React, Node.js, AWS<p>Résumé&#x2F;CV: linkedin.com&#x2F;in&#x2F;fathomless-dev<p>Email: in profile',
  ),
  seeker(
    97_000_303,
    'blueslate_r',
    0.26,
    'r.vane@blueslate.nz',
    'Location: Dunedin, NZ<p>Remote: Yes (any hours)<p>Willing to relocate: No<p>Technologies: C++, embedded Linux, a bit of Zig<p>Email: r.vane (at) blueslate (dot) nz',
  ),
];
