import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../errno.ts';

/** One archive a package may be taken from, ready to be written as a line of `sources.list(5)`. */
export type AptSource = {
  readonly uri: string;
  readonly suite: string;
  readonly components: string;
  /** Path of the keyring that must have signed it; undefined where the machine trusts its default keyrings. */
  readonly signedBy: string | undefined;
};

const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Archives to try, in order: Debian 13 on the mirror this machine itself uses, because its `nats-server` is recent and
 * runs on older releases too, then the machine's own suites. Nothing but main archives: no security or third parties.
 */
export function aptSources(etcApt = '/etc/apt'): readonly AptSource[] {
  const own = configuredSources(etcApt).filter(({ uri }) => /\/(debian|ubuntu|ubuntu-ports)\/?$/.test(uri));
  const mirror = own.find(({ uri }) => /\/debian\/?$/.test(uri));
  const trixie = mirror && {
    ...mirror,
    suite: 'trixie',
    components: 'main',
    signedBy: mirror.signedBy ?? DEBIAN_KEYRING,
  };
  const others = own.filter(({ suite }) => /^[a-z]+$/.test(suite) && suite !== 'trixie');
  return trixie ? [trixie, ...others] : others;
}

/** A line of `sources.list(5)`. */
export function sourceLine({ uri, suite, components, signedBy }: AptSource): string {
  return `deb ${signedBy === undefined ? '' : `[signed-by=${signedBy}] `}${uri} ${suite} ${components}\n`;
}

function configuredSources(etcApt: string): readonly AptSource[] {
  const parts = join(etcApt, 'sources.list.d');
  const files = filesIn(parts).map((name) => join(parts, name));
  return [
    ...oneLineSources(read(join(etcApt, 'sources.list'))),
    ...files.filter((file) => file.endsWith('.list')).flatMap((file) => oneLineSources(read(file))),
    ...files.filter((file) => file.endsWith('.sources')).flatMap((file) => stanzaSources(read(file))),
  ];
}

function oneLineSources(text: string): readonly AptSource[] {
  return [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(https?:\S+)\s+(\S+)\s+(.+)$/gm)].map(
    ([, options = '', uri = '', suite = '', components = '']) => ({
      uri,
      suite,
      components: components.trim(),
      signedBy: /signed-by=(\/\S+)/.exec(options)?.[1],
    }),
  );
}

function stanzaSources(text: string): readonly AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(stanza)?.[1]?.trim() ?? '';
    if (/^no$/i.test(field('Enabled')) || !/\bdeb\b/.test(field('Types'))) return [];
    const signedBy = field('Signed-By').startsWith('/') ? field('Signed-By') : undefined;
    return field('URIs')
      .split(/\s+/)
      .filter((uri) => uri.startsWith('http'))
      .flatMap((uri) =>
        field('Suites')
          .split(/\s+/)
          .map((suite) => ({ uri, suite, components: field('Components'), signedBy })),
      );
  });
}

function filesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).toSorted();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES')) return [];
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES')) return '';
    throw error;
  }
}
