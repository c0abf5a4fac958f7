import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { type AptSource, aptSources, sourceLine } from './apt-sources.ts';
import { supportedNatsVersion } from './nats-version.ts';

const PACKAGE = 'nats-server';

/**
 * Writes Debian's `nats-server` to `target`: downloaded and verified by apt, unpacked, not installed. Works for root
 * and others alike, because lists, cache and sources are private to this call; the machine's packages are untouched.
 * Tries each archive until one holds a supported version; throws with every reason when none does.
 */
export async function downloadWithApt(target: string): Promise<void> {
  const sources = aptSources();
  if (sources.length === 0) throw new Error('no Debian or Ubuntu archive is configured below /etc/apt');
  const reasons: string[] = [];
  for (const source of sources) {
    const dir = mkdtempSync(join(tmpdir(), 'customer-loop-apt-'));
    try {
      await downloadFrom(source, dir, target);
      await supportedNatsVersion(target);
      return;
    } catch (error) {
      rmSync(target, { force: true });
      reasons.push(`${source.suite}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  throw new Error(reasons.join('\n'));
}

async function downloadFrom(source: AptSource, dir: string, target: string): Promise<void> {
  for (const part of ['state/lists/partial', 'cache/archives/partial', 'unpacked']) {
    mkdirSync(join(dir, part), { recursive: true });
  }
  writeFileSync(join(dir, 'sources.list'), sourceLine(source));
  const settings = [
    `Dir::Etc::sourcelist=${join(dir, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    'Dir::Etc::preferencesparts=-',
    `Dir::State::lists=${join(dir, 'state/lists')}`,
    `Dir::Cache=${join(dir, 'cache')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    // The unprivileged user apt would switch to cannot write below our private directory.
    'APT::Sandbox::User=',
  ].flatMap((setting) => ['-o', setting]);
  const options = { env: { PATH: process.env['PATH'], LC_ALL: 'C' }, cwd: dir, timeoutMs: 60_000 };
  await runCommand('apt-get', [...settings, '-qq', 'update'], options);
  await runCommand('apt-get', [...settings, '-qq', 'download', PACKAGE], options);
  const archive = readdirSync(dir).find((name) => name.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get downloaded nothing');
  await runCommand('dpkg', ['-x', archive, 'unpacked'], options);
  const unpacked = ['usr/bin', 'usr/sbin'].map((bin) => join(dir, 'unpacked', bin, PACKAGE)).find(existsSync);
  if (unpacked === undefined) throw new Error(`${archive} holds no ${PACKAGE}`);
  copyFileSync(unpacked, target);
}
