import { join } from 'node:path';
import { readJsonFile, writePrivateJson } from '@loop/installation';
import { freePort } from '@loop/supervisors';
import { z } from 'zod';

const remembered = z.record(z.string(), z.int().min(1).max(65_535)).catch({});

/**
 * A free port on 127.0.0.1 for each name: the one it had at the last start where nobody has taken it meanwhile. Kept in
 * the state directory, so that links stay valid from start to start.
 */
export async function choosePorts<N extends string>(stateDir: string, names: readonly N[]): Promise<Record<N, number>> {
  const file = join(stateDir, 'ports.json');
  const before = remembered.parse(readJsonFile(file, 'delete it to have other ports chosen') ?? {});
  const chosen = new Map<N, number>();
  for (const name of names) {
    let port = await freePort(before[name]);
    while ([...chosen.values()].includes(port)) port = await freePort();
    chosen.set(name, port);
  }
  const ports = Object.fromEntries(chosen) as Record<N, number>;
  writePrivateJson(file, ports);
  return ports;
}
