export type { Dialling, Lookup } from './dial.ts';
export { dnsLookup, sandboxDialling } from './dns-lookup.ts';
export { createFetchGuard, type FetchGuard, type FetchGuardOptions } from './fetch-guard.ts';
export type { FetchedPage, PageOutcome } from './page-outcome.ts';
export type { OwnPlace } from './vet-url.ts';
