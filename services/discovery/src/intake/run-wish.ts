import type { promptReading } from '@loop/contracts';
import type { z } from 'zod';
import { type PromptReading, readPrompt } from '../domain/read-prompt.ts';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { sourceNames } from '../domain/source-names.ts';
import type { SourceQuery } from '../domain/source-query.ts';
import type { Source } from '../providers/source.ts';
import type { ReadingDesk, SourceReader } from './reading-desk.ts';

/** Posts that a run looks at of each source where nobody says how many. */
const DEFAULT_SEEN_PER_SOURCE = 300;

/** What somebody asks for, as it is asked. */
export interface AskedWish {
  /** Names with commas between them, or `all`. */
  readonly source: string;
  readonly query: string | null;
  readonly prompt: string | null;
  readonly limit: number | null;
  readonly maxFound: number | null;
  readonly budget?: ReadingBudget | undefined;
}

/** What a run is to look for, where, and within which limits. */
export interface RunWish {
  readonly readers: readonly SourceReader[];
  /** As it is kept with the run; `null` asks for what the sources' own query sets find. */
  readonly query: string | null;
  readonly prompt: string | null;
  readonly understood: PromptReading | null;
  /** Posts that are looked at, at most; shared among the sources. */
  readonly seenLimit: number;
  /** Opportunities, at most. */
  readonly maxFound: number | null;
  readonly budget: ReadingBudget;
}

/** What a wish comes to with the sources that are on; or the names of those that are not. */
export function understandWish(
  desk: ReadingDesk,
  runBudget: ReadingBudget,
  asked: AskedWish,
): RunWish | { readonly unknown: readonly string[]; readonly on: readonly string[] } {
  const { budget, limit, maxFound, prompt, query, source } = asked;
  const on = desk.readers.map((reader) => reader.source.name);
  const names = sourceNames(source);
  const unknown = names.filter((name) => name !== 'all' && !on.includes(name));
  if (unknown.length > 0) return { unknown, on };
  const understood = prompt === null ? null : readPrompt(prompt);
  const named = understood?.sources.filter((name) => on.includes(name)) ?? [];
  const isWanted = (name: string) =>
    names.includes('all') ? named.length === 0 || named.includes(name) : names.includes(name);
  const readers = desk.readers.filter((reader) => isWanted(reader.source.name));
  return {
    readers,
    query,
    prompt,
    understood,
    seenLimit: limit ?? DEFAULT_SEEN_PER_SOURCE * readers.length,
    maxFound: maxFound ?? understood?.count ?? null,
    budget: {
      amountMicros: budget?.amountMicros ?? runBudget.amountMicros,
      requests: budget?.requests ?? runBudget.requests,
    },
  };
}

/** What a source is asked for a wish, each question once. */
export function questionsOf(source: Source, { query, understood }: RunWish, tenantId: string): SourceQuery[] {
  const texts = query === null && understood !== null && understood.texts.length > 0 ? understood.texts : [query];
  const asked = texts.flatMap((text) => source.queriesFor({ text, tenantId, language: understood?.language ?? null }));
  return [...new Map(asked.map((one) => [JSON.stringify([one.kind, one.text, one.within]), one])).values()];
}

/** A sentence as it was understood, with what of it narrows nothing. */
export function toldReading({ readers, understood }: RunWish): z.output<typeof promptReading> | null {
  if (understood === null) return null;
  const { budget, language } = understood;
  const asksLanguage = readers.some(({ source }) => source.features.takesLanguage);
  return {
    ...understood,
    texts: understood.texts.map((text) => text.slice(0, 500)),
    sources: [...understood.sources],
    notAsked: [
      ...(budget === null ? [] : (['budget'] as const)),
      ...(language === null || asksLanguage ? [] : (['language'] as const)),
    ],
  };
}
