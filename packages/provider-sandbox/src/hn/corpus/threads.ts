import type { SeedPost } from '../seed-post.ts';

/** Ids of the monthly threads. */
export const threadIds = {
  freelancer: 97_000_100,
  hiring: 97_000_200,
  wantsToBeHired: 97_000_300,
  pastFreelancer: 97_000_400,
} as const;

const thread = (id: number, title: string, text: string, points: number): SeedPost => ({
  id,
  type: 'story',
  author: 'whoishiring',
  title,
  text,
  time: { threadPosition: 0 },
  points,
  truth: { intent: 'other', email: null },
});

/** The monthly threads; `{month}` and `{pastMonth}` become the month of the first start and the one before. */
export const threadSeeds: readonly SeedPost[] = [
  thread(
    threadIds.freelancer,
    'Ask HN: Freelancer? Seeking freelancer? ({month})',
    'Start your comment with SEEKING WORK if you are offering your time or SEEKING FREELANCER if you have work to give out.<p>Agencies are welcome when they say so. Please leave out job-board links.',
    61,
  ),
  thread(
    threadIds.hiring,
    'Ask HN: Who is hiring? ({month})',
    'Say where the job is and whether remote is fine: REMOTE, ONSITE, VISA. One post per company, and only if you do the hiring yourselves.<p>Readers: write only if you are interested in the job.',
    240,
  ),
  thread(
    threadIds.wantsToBeHired,
    'Ask HN: Who wants to be hired? ({month})',
    'If you look for a job, use this template:<p>Location:<p>Remote:<p>Willing to relocate:<p>Technologies:<p>Résumé&#x2F;CV:<p>Email:',
    97,
  ),
  thread(
    threadIds.pastFreelancer,
    'Ask HN: Freelancer? Seeking freelancer? ({pastMonth})',
    'Start your comment with SEEKING WORK or SEEKING FREELANCER. No agencies posing as one person, please.',
    54,
  ),
];
