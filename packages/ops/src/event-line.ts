import type { StoredEvent } from '@loop/runtime';

/** One line about an event, without its payload: when, what, about what, out of which decision. */
export function eventLine(event: StoredEvent): string {
  const place = `${event.stream}:${event.streamSequence}`;
  const { attributes } = event;
  if ('malformed' in attributes)
    return `${event.storedAt.toISOString()}  ${event.subject}  ${place}  ${attributes.malformed}`;
  const { time, key, id } = attributes;
  return `${time}  ${event.subject.padEnd(30)}  ${key}  ${id}  ${place}`;
}

/** The event as JSON prints it; with its payload when it was read. */
export function eventDocument(event: StoredEvent): Record<string, unknown> {
  const { attributes, body, storedAt, ...place } = event;
  return {
    ...place,
    storedAt: storedAt.toISOString(),
    ...attributes,
    ...(body === '' ? {} : { data: parsed(body) }),
  };
}

/** The body as JSON, or as text when it is none: broken events are shown as they are. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return body;
  }
}
