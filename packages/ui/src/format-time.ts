const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** `20 November 2026` in UTC. */
export function formatDay(at: Date): string {
  return day.format(at);
}

/** `20 November 2026, 09:30 UTC`: says its zone, since nobody knows the reader's. */
export function formatTime(at: Date): string {
  return `${day.format(at)}, ${minute.format(at)} UTC`;
}
