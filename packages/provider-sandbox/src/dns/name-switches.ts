import type { DnsAnswer } from './dns-answer.ts';

/** An address inside somebody's own network: what a page fetcher must never dial. */
const PRIVATE = '10.23.5.7';
/** Where clouds tell a machine its secrets. */
const METADATA = '169.254.169.254';

const plain: DnsAnswer = { result: 'NOERROR', mx: [], addresses: [], ttlSeconds: 300 };

/** More mail servers than a datagram holds: the question has to be asked again over TCP. */
const manyServers = (name: string) =>
  Array.from({ length: 90 }, (_, at) => ({ preference: at + 1, exchange: `mail-exchange-number-${at + 1}.${name}` }));

/** What a name's first label makes of it: the switches of this DNS, as test cards are those of a bank. */
const SWITCHES: Readonly<Record<string, (name: string, own: string) => readonly DnsAnswer[]>> = {
  nxdomain: () => [{ ...plain, result: 'NXDOMAIN' }],
  servfail: () => [{ ...plain, result: 'SERVFAIL' }],
  refused: () => [{ ...plain, result: 'REFUSED' }],
  silent: () => [{ ...plain, result: 'SILENT' }],
  'null-mx': (_name, own) => [{ ...plain, mx: [{ preference: 0, exchange: '.' }], addresses: [own] }],
  'no-mx': (_name, own) => [{ ...plain, addresses: [own] }],
  nothing: () => [plain],
  'many-mx': (name, own) => [{ ...plain, mx: manyServers(name), addresses: [own] }],
  private: () => [{ ...plain, addresses: [PRIVATE] }],
  metadata: () => [{ ...plain, addresses: [METADATA] }],
  mapped: () => [{ ...plain, addresses: [`::ffff:${PRIVATE}`] }],
  mixed: (_name, own) => [{ ...plain, addresses: [own, PRIVATE] }],
  rebind: (_name, own) => [
    { ...plain, addresses: [own], ttlSeconds: 0 },
    { ...plain, addresses: [PRIVATE], ttlSeconds: 0 },
  ],
};

/**
 * What is answered about a name nobody stated anything for. Every name of this world is hosted by the sandbox and takes mail,
 * but those under `.invalid`, which are never there (RFC 6761), and those whose first label is a switch.
 * @param own the sandbox's own address.
 */
export function answersByName(name: string, own: string): readonly DnsAnswer[] {
  if (name === 'invalid' || name.endsWith('.invalid')) return [{ ...plain, result: 'NXDOMAIN' }];
  if (name === 'localhost' || name.endsWith('.localhost')) return [{ ...plain, addresses: [own] }];
  const [label = '', ...parents] = name.split('.');
  const answers = parents.length > 0 && Object.hasOwn(SWITCHES, label) ? SWITCHES[label] : undefined;
  if (answers !== undefined) return answers(name, own);
  return [{ ...plain, mx: [{ preference: 10, exchange: `mx.${name}` }], addresses: [own] }];
}
