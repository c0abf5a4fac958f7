import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { extractContacts, labelledContacts } from '@loop/contacts';
import { z } from 'zod';

/** The labelled texts stand beside the repository; nothing of them is copied into it. */
const labelled = join(import.meta.dirname, '../../../../shared/contacts');

const item = z.object({
  id: z.string(),
  platform: z.string(),
  url: z.string().nullable(),
  author: z.string().nullable(),
  title: z.string().nullable(),
  text: z.string(),
});
const measure = z.object({ precision: z.number().nullable(), recall: z.number().nullable(), f1: z.number() });
const report = z.object({
  micro: measure,
  microWithoutWebsite: measure,
  negatives: z.number(),
  cleanNegatives: z.number(),
  errors: z.array(z.unknown()),
});
const scorer = z.object({ score: z.function({ input: [z.array(z.unknown()), z.array(z.unknown())], output: report }) });

test('finds the contacts of the labelled texts, and none where there is none', async () => {
  const gold: unknown[] = readFileSync(join(labelled, 'dev.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  const predictions = gold.map((line) => {
    const { id, ...post } = item.parse(line);
    return { id, found: labelledContacts(extractContacts(post)) };
  });
  const { score } = scorer.parse(await import(pathToFileURL(join(labelled, 'score.mjs')).href));
  const result = score(gold, predictions);
  expect(result).toMatchObject({ cleanNegatives: result.negatives });
  expect(result.microWithoutWebsite.f1).toBeGreaterThanOrEqual(0.95);
  expect(result.micro.f1).toBeGreaterThanOrEqual(0.93);
});
