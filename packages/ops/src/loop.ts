#!/usr/bin/env node
import { runLoop } from './run-loop.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

process.exitCode = await runLoop(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  env: process.env,
  folder: process.cwd(),
  signal: interrupted.signal,
});
