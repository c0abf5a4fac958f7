import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { cacheDir, cachedDirectory } from '../cache-dir.ts';
import { runCommand } from '../run-command.ts';
import { downloadWithApt } from './apt-download.ts';
import { supportedNatsVersion } from './nats-version.ts';
import { downloadRelease, PINNED_RELEASE } from './release-download.ts';

/** Where a server was found, in the order tried. */
export type NatsRung = 'given' | 'path' | 'cache' | 'apt' | 'release' | 'docker';

export type NatsServerProgram = {
  readonly rung: NatsRung;
  readonly version: string;
  /** Path of the binary, or the image when the rung is `docker`. */
  readonly location: string;
};

const GIVEN = 'LOOP_NATS_SERVER_BIN';
const CACHE_PREFIX = `nats-server-${process.arch}-`;

/**
 * Finds a `nats-server` of at least 2.10 without installing anything: the binary named by `LOOP_NATS_SERVER_BIN`, one
 * on PATH, one cached earlier, Debian's package, the pinned release, Docker. A binary that is named but unfit is an
 * error, not a reason to look further. Throws one error with every rung's reason and the remedies when all fail.
 */
export async function findNatsServer(env: NodeJS.ProcessEnv = process.env): Promise<NatsServerProgram> {
  const given = env[GIVEN];
  if (given) return { rung: 'given', location: given, version: await supportedNatsVersion(given) };
  const reasons: string[] = [];
  for (const [rung, find] of LADDER) {
    try {
      const location = await find(env);
      const version = rung === 'docker' ? PINNED_RELEASE.version : await supportedNatsVersion(location);
      return { rung, location, version };
    } catch (error) {
      reasons.push(`- ${rung}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No nats-server of version 2.10 or later could be found or fetched:\n${reasons.join('\n')}\n` +
      `Download one from https://github.com/nats-io/nats-server/releases and set ${GIVEN} to its path, or put it on PATH.`,
  );
}

const LADDER: readonly (readonly [NatsRung, (env: NodeJS.ProcessEnv) => Promise<string>])[] = [
  ['path', async (env) => await fitOnPath(env['PATH'] ?? '')],
  ['cache', async () => cached()],
  ['apt', async () => await fetched('apt', downloadWithApt)],
  ['release', async () => await fetched(`release-${PINNED_RELEASE.version}`, (target) => downloadRelease(target))],
  ['docker', async (env) => await dockerImage(env)],
];

async function fitOnPath(path: string): Promise<string> {
  const binaries = path
    .split(':')
    .map((dir) => join(dir, 'nats-server'))
    .filter((binary) => isAbsolute(binary) && existsSync(binary));
  const binary = binaries[0];
  if (binary === undefined) throw new Error('none on PATH');
  await supportedNatsVersion(binary);
  return binary;
}

function cached(): string {
  const dir = cacheDir();
  const found = readdirSync(dir).find((name) => name.startsWith(CACHE_PREFIX) && !name.endsWith('.new'));
  if (found === undefined) throw new Error('none cached');
  return join(dir, found, 'nats-server');
}

async function fetched(origin: string, download: (target: string) => Promise<void>): Promise<string> {
  const dir = await cachedDirectory(`${CACHE_PREFIX}${origin}`, (draft) => download(join(draft, 'nats-server')));
  return join(dir, 'nats-server');
}

async function dockerImage(env: NodeJS.ProcessEnv): Promise<string> {
  await runCommand('docker', ['info', '--format', '{{.ServerVersion}}'], {
    env: { PATH: env['PATH'], HOME: env['HOME'], DOCKER_HOST: env['DOCKER_HOST'] },
    timeoutMs: 10_000,
  });
  return `nats:${PINNED_RELEASE.version}`;
}
