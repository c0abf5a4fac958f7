import { defineEffect } from '@loop/runtime';
import { z } from 'zod';

/** An effect that posts letters to a provider over HTTP, which cannot be asked what became of them. */
export function postLetter(url: string) {
  return defineEffect({
    name: 'post_letter',
    provider: 'post',
    intent: z.object({ letter: z.string() }),
    perform: async ({ intent: { letter }, signal }) => {
      const response = await fetch(url, { method: 'POST', body: letter, signal });
      return response.ok
        ? { outcome: 'done', result: {} }
        : { outcome: 'unknown', reason: `status_${response.status}` };
    },
  });
}
