import type { ContactLabel } from '@loop/contacts';

/** Values found, label by label, as they come. */
export type Found = Partial<Record<ContactLabel, string[]>>;

const NETWORKS: Readonly<Record<string, ContactLabel>> = {
  'twitter.com': 'twitter',
  'x.com': 'twitter',
  'github.com': 'github',
  't.me': 'telegram',
  'instagram.com': 'instagram',
  'facebook.com': 'facebook',
};
const BOOKINGS = new Set(['calendly.com', 'cal.com', 'forms.gle', 'savvycal.com', 'tally.so']);

/** Puts a value under its label. */
export function put(found: Found, label: ContactLabel, value: string): void {
  const values = found[label];
  if (values === undefined) found[label] = [value];
  else values.push(value);
}

/** What all peers do with a link: one look at its host, without reserved paths, cues or filters. */
export function switchByHost(found: Found, link: string): void {
  if (!URL.canParse(link)) return;
  const url = new URL(link);
  const host = url.hostname.replace(/^www\./, '');
  const [first = '', second = ''] = url.pathname.split('/').filter((segment) => segment !== '');
  const network = NETWORKS[host];
  if (network !== undefined) put(found, network, first);
  else if (host.endsWith('linkedin.com')) put(found, 'linkedin', `${first}/${second}`);
  else if (host.endsWith('reddit.com')) put(found, 'reddit', second);
  else if (host === 'wa.me') put(found, 'whatsapp', `+${first}`);
  else if (host === 'discord.gg') put(found, 'discord', `discord.gg/${first}`);
  else if (BOOKINGS.has(host)) put(found, 'urls_contact', `${host}${url.pathname}`);
  else put(found, 'website', host);
}
