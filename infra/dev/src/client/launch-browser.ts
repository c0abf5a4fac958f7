import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Flags of the packed Chromium that would make it another browser than clients have, or that crash it here. */
const REFUSED_FLAGS: readonly string[] = [
  '--single-process',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
];

const NAMES_ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/** Another process may be unpacking the same browser. */
const ATTEMPTS = 4;

interface Candidate {
  readonly origin: string;
  readonly executablePath: string;
  readonly args: readonly string[];
}

/**
 * Starts a headless Chromium: the one packed for us, else one on PATH. Rejects with what each of them said and the remedy
 * when none works. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const failures: string[] = [];
  for (const find of [packedChromium, chromiumOnPath]) {
    const candidate = await find().catch((error: unknown) => {
      failures.push(error instanceof Error ? error.message : String(error));
    });
    for (let attempt = 1; candidate && attempt <= ATTEMPTS; attempt += 1) {
      const { executablePath, args, origin } = candidate;
      try {
        return await chromium.launch({ executablePath, args: [...args], headless: true });
      } catch (error) {
        const said = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
        failures.push(`${origin}: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, attempt * 1_000));
      }
    }
  }
  throw new Error(
    `No Chromium works here, so the client cannot be played. Install one (Debian: apt-get install chromium) and start again.\n${failures.join('\n')}`,
  );
}

/**
 * `@sparticuz/chromium` brings the libraries it needs, but unpacks them only where it believes to be on AWS Lambda; that is
 * decided when it is imported.
 */
async function packedChromium(): Promise<Candidate> {
  const before = process.env['AWS_EXECUTION_ENV'];
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x';
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const args = packed.args.filter((flag) => !REFUSED_FLAGS.includes(flag));
    return { origin: 'packed', executablePath: await packed.executablePath(), args };
  } finally {
    if (before === undefined) delete process.env['AWS_EXECUTION_ENV'];
    else process.env['AWS_EXECUTION_ENV'] = before;
  }
}

async function chromiumOnPath(): Promise<Candidate> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const files = folders.flatMap((folder) => NAMES_ON_PATH.map((name) => join(folder, name)));
  const executablePath = files.find(isExecutable);
  if (executablePath === undefined) throw new Error(`PATH: none of ${NAMES_ON_PATH.join(', ')}`);
  return { origin: executablePath, executablePath, args: ['--no-sandbox'] };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
