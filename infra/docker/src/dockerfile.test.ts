import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8');

/** Instructions without comments, continued lines joined. */
const instructions = text
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');

/** Of the last stage: what is in the image. */
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

function only(instruction: string): string {
  const found = last.filter((line) => line.startsWith(`${instruction} `));
  expect(found).toHaveLength(1);
  return (found[0] ?? '').slice(instruction.length + 1);
}

describe('the Dockerfile', () => {
  test('builds without asking a registry for its own syntax', () => {
    expect(text).not.toMatch(/^#\s*syntax\s*=/im);
  });

  test('starts from one version of one base', () => {
    expect(instructions[0]).toMatch(/^ARG NODE_IMAGE=node:24-bookworm-slim$/);
    const bases = instructions.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(bases).toEqual([
      expect.stringMatching(/NODE_IMAGE/),
      'fetched',
      'built',
      expect.stringMatching(/NODE_IMAGE/),
    ]);
    expect(text).not.toMatch(/latest/);
  });

  test('installs exactly what the lockfile names, and nothing of it runs while it does', () => {
    const installs = instructions.filter((line) => /\bpnpm .*\b(install|fetch)\b/.test(line));
    expect(installs).toHaveLength(3);
    for (const line of installs) expect(line).toContain('--ignore-scripts');
    for (const line of installs.slice(1)) expect(line).toMatch(/--offline --frozen-lockfile/);
    const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(text).toContain(`install --global --no-audit --no-fund --no-update-notifier ${packageManager}\n`);
  });

  test('puts no development tool, browser or second Node into an image', () => {
    expect(instructions.find((line) => line.includes('--dir /out'))).toMatch(/--prod --no-optional/);
  });

  test('runs as nobody in particular, and stops when asked', () => {
    expect(only('USER')).toBe('1000:1000');
    expect(last.indexOf('USER 1000:1000')).toBeGreaterThan(last.findLastIndex((line) => line.startsWith('COPY ')));
    expect(only('STOPSIGNAL')).toBe('SIGTERM');
    expect(only('HEALTHCHECK')).toContain('CMD ["node", "/app/health.js"]');
    expect(JSON.parse(only('ENTRYPOINT'))[0]).toBe('node');
    expect(only('LABEL')).toContain('org.opencontainers.image.title=');
  });

  test('leaves no secret in a layer', () => {
    expect(instructions.filter((line) => line.startsWith('ADD '))).toEqual([]);
    expect(last.filter((line) => line.startsWith('COPY '))).toEqual(['COPY --from=packed /out ./']);
    const declared = instructions.filter((line) => /^(ARG|ENV) /.test(line)).join('\n');
    expect(declared).not.toMatch(/password|secret_|token|_key|auth/i);
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.env.*', '**/.npmrc', '**/.loop', '**/.git']));
    expect(ignored.filter((line) => line.startsWith('!'))).toEqual([]);
  });
});
