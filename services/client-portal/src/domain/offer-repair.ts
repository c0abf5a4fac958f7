import type { MarketPrice, Service } from './catalogue.ts';

function freelanceHours(hours: number): MarketPrice {
  return {
    hours,
    rateMinor: 10_000,
    source: `${hours} hours at $100 an hour, below the middle of what US freelancers charge ($50–200) according to revenuegroup.agency/blog/web-design-pricing-guide, read in November 2026; the hours are our estimate`,
  };
}

/** Something that exists already and should work better. */
export const repair: Service = {
  code: 'repair',
  name: 'Repair and upkeep',
  tiers: [
    {
      code: 'repair.fix',
      name: 'One bug or bounty',
      size: 'small',
      priceMinor: 18_000,
      market: freelanceHours(5),
      scope: [
        'One defect reproduced, explained and fixed',
        'A test that fails before the fix and passes after it',
        'A pull request in your repository, with a note on the cause',
      ],
      milestones: [
        {
          title: 'The fix, ready to merge',
          deliverable: 'Pull request, test, explanation of the cause',
          weight: 1,
          workDays: 3,
        },
      ],
    },
    {
      code: 'repair.tune_up',
      name: 'Tune-up',
      size: 'medium',
      priceMinor: 72_000,
      market: freelanceHours(18),
      scope: [
        'A measured baseline, and up to five improvements chosen with you',
        'Each improvement as its own pull request with figures before and after',
        'Tests around everything that is touched',
      ],
      milestones: [
        {
          title: 'Baseline and plan',
          deliverable: 'Measurements, causes, and the list of improvements',
          weight: 1,
          workDays: 2,
        },
        {
          title: 'Improvements merged',
          deliverable: 'Pull requests with figures before and after',
          weight: 2,
          workDays: 3,
        },
      ],
    },
    {
      code: 'repair.migration',
      name: 'Upgrade or migration',
      size: 'large',
      priceMinor: 270_000,
      market: freelanceHours(60),
      scope: [
        'One system moved to a new version, framework or host, in steps that can be undone',
        'A rehearsal on a copy before the real switch',
        'Tests that compare the old and the new behaviour',
        'A switch-over at a time you choose, watched by us',
      ],
      milestones: [
        { title: 'Plan and safety net', deliverable: 'Inventory, risks, comparison tests', weight: 1, workDays: 3 },
        { title: 'Rehearsal', deliverable: 'The migrated copy, with the comparison report', weight: 1, workDays: 5 },
        { title: 'Switch-over', deliverable: 'The new system live, the way back documented', weight: 1, workDays: 3 },
      ],
    },
  ],
  exclusions: [
    'New features beyond what the repair needs',
    'Defects in services of other providers',
    'Being on call after hand-over',
  ],
  signals: [
    {
      term: 'bug',
      pattern: /\bbugs?\b|\bcrash(es|ing)?\b|\bregression\b|\bmemory leak\b|\bdebug(ging)?\b|\bstack trace\b/,
      weight: 3,
    },
    { term: 'fix', pattern: /\bfix (a|an|the|our|this|it|up)\b|\bto be fixed\b|\btroubleshoot(ing)?\b/, weight: 2 },
    { term: 'bounty', pattern: /\/bounty\b|\bbount(y|ies)\b/, weight: 3 },
    {
      term: 'performance',
      pattern: /\bperformance\b|\bslow\b|\bspeed up\b|\boptimi[sz](e|ation|ing)\b|\blatency\b/,
      weight: 3,
    },
    {
      term: 'upgrade or move',
      pattern:
        /\bupgrad(e|es|ing)\b|\bmigrat(e|ing|ion)\b|\bport(ing)? (it )?to\b|\bmoderni[sz](e|ing|ation)\b|\bfilemaker\b|\bms access\b|\bvb6\b/,
      weight: 3,
    },
    {
      term: 'old code',
      pattern: /\blegacy\b|\brefactor(ing)?\b|\btech(nical)? debt\b|\btake over\b|\binherited\b/,
      weight: 2,
    },
    { term: 'tests', pattern: /\btest coverage\b|\bflaky\b|\bunit tests?\b|\be2e tests?\b/, weight: 2 },
    { term: 'operations', pattern: /\b(devops|kubernetes|terraform|docker|aws|ci\/cd|sysadmin)\b/, weight: 2 },
    { term: 'security', pattern: /\bsecurity (audit|review|fix)\b|\bvulnerabilit(y|ies)\b|\bpentest\b/, weight: 2 },
    { term: 'maintenance', pattern: /\bmaintenance\b|\bupkeep\b/, weight: 2 },
  ],
};
