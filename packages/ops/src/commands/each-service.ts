import type { ServiceName } from '@loop/contracts';
import { CommandError, EXIT } from '../command-error.ts';
import { type Session, servicesNamed } from '../session.ts';

/**
 * Works through the services, the named one or all, one after another. One that does not answer is named and left out, unless it
 * was the one asked for. Resolves to whether any was left out.
 */
export async function forEachService(
  session: Session,
  named: string | undefined,
  work: (service: ServiceName) => Promise<void>,
): Promise<boolean> {
  let away = false;
  for (const service of servicesNamed(named)) {
    try {
      await work(service);
    } catch (error) {
      const unreachable = error instanceof CommandError && error.exitCode === EXIT.unreachable;
      if (!unreachable || named !== undefined) throw error;
      away = true;
      session.terminal.err(`loop: ${error.message}\n`);
    }
  }
  return away;
}
