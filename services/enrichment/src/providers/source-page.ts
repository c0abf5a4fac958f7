import type { FetchGuard } from '@loop/fetch-guard';
import { readPageContacts } from '../domain/page-contacts.ts';
import type { PlaceReader } from './place-reader.ts';

/** The page behind a post, fetched through the guard and read for who wrote it. */
export function sourcePage(guard: FetchGuard): PlaceReader {
  return {
    async read(url, { signal }) {
      const page = await guard.fetchPage(url, signal);
      if (page.outcome !== 'page') return page;
      const { contacts, namesMany } = readPageContacts(page);
      return namesMany ? { outcome: 'refused', reason: 'names_many_people' } : { outcome: 'read', contacts };
    },
  };
}
