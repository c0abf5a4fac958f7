import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runLauncher } from './run-launcher.ts';
import { REPOSITORY_ROOT } from './system/service-modules.ts';
import { openConsole } from './terminal/console.ts';
import { explain } from './terminal/explain.ts';

const dotEnv = join(REPOSITORY_ROOT, '.env');
if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stopping.signal.aborted ? process.exit(1) : stopping.abort()));
}

try {
  const console = openConsole(process.stdout);
  const { signal } = stopping;
  process.exit(await runLauncher({ args: process.argv.slice(2), env: process.env, console, signal, startedMs: 0 }));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
