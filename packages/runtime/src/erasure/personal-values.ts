import { EVENTS, everyVersion, type ServiceName } from '@loop/contracts';

/** Longer texts are not read word by word: whose they are their ids tell. */
const MAX_VALUE = 500;

const paths = new Map(
  EVENTS.map((event) => [event.subject, [...new Set(everyVersion(event).flatMap(({ personal }) => personal))]]),
);

/** Subjects of a service, or of all, whose events say something about people. */
export function personalSubjects(publisher?: ServiceName): readonly string[] {
  return EVENTS.filter((event) => publisher === undefined || event.publisher === publisher)
    .map(({ subject }) => subject)
    .filter((subject) => (paths.get(subject) ?? []).length > 0);
}

/** The short values that stand in an event's personal properties, as one text to search. */
export function personalValues(subject: string, body: string): string {
  const payload: unknown = JSON.parse(body);
  const values = (paths.get(subject) ?? []).flatMap((path) => valuesAt(payload, path.split('.')));
  return values.filter((value) => value.length <= MAX_VALUE).join('\n');
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly string[] {
  if (name === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const inner = (value as Readonly<Record<string, unknown>>)[name.replace('[]', '')];
  return name.endsWith('[]') && Array.isArray(inner)
    ? inner.flatMap((item) => valuesAt(item, rest))
    : valuesAt(inner, rest);
}
