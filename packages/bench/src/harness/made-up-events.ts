import type { opportunityFound, PayloadOf } from '@loop/contracts';

/** Tenants of the benches, `count` of them. */
export function tenants(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`);
}

/** A made-up post of usual length: some 600 bytes as JSON. */
export function madeUpOpportunity(opportunityId: string): PayloadOf<typeof opportunityFound> {
  return {
    opportunityId,
    source: { platform: 'hacker_news', url: 'https://news.example/item?id=46100217', externalId: '46100217' },
    author: 'quillmarsh',
    title: 'Ask: who rebuilds our booking page?',
    text: 'We run a small pottery studio and the booking page drops every third customer. '.repeat(3),
    postedAt: '2026-11-20T08:41:07Z',
    demand: { score: 0.93, reasons: ['asks for someone to do work', 'names a budget'] },
    runId: '0192f0c4-7a10-7002-8c3e-5b1d2f4a6002',
  };
}
