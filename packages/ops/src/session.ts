import { isServiceName, type OpsCommand, SERVICES, type ServiceName } from '@loop/contracts';
import { type Answer, connectOperator, isInfrastructure, type Operator } from '@loop/runtime';
import type { z } from 'zod';
import { CommandError, EXIT } from './command-error.ts';
import { findConnection } from './connection.ts';
import type { Terminal } from './terminal.ts';

/** A command at work: connected, with what it may touch of its process. */
export interface Session {
  readonly operator: Operator;
  readonly terminal: Terminal;
}

/** What a service answered, or that it did not. */
export type ServiceAnswer<O> = { readonly service: ServiceName } & (Answer<O> | { readonly unreachable: string });

/** Connects, runs the work, and closes the connection whatever comes. Resolves to the work's exit code. */
export async function inSession(terminal: Terminal, work: (session: Session) => Promise<number>): Promise<number> {
  const { natsUrl } = findConnection(terminal);
  const operator = await connectOperator(natsUrl).catch((error: unknown) => {
    const remedy = 'See that it runs (`pnpm start`), and that LOOP_NATS_URL names it with the user loop';
    throw new CommandError('The broker cannot be reached', { remedy, exitCode: EXIT.unreachable, cause: error });
  });
  try {
    return await work({ operator, terminal });
  } finally {
    await operator.close();
  }
}

type CommandOf<I extends z.ZodObject, O extends z.ZodObject> = OpsCommand<I, O>;

/** Gives a command to one service. A refusal is returned; a service that does not answer is an error with a remedy. */
export async function ask<I extends z.ZodObject, O extends z.ZodObject>(
  { operator }: Session,
  command: CommandOf<I, O>,
  service: ServiceName,
  input: z.input<I>,
): Promise<Answer<z.output<O>>> {
  try {
    return await operator.request(command.request(service), input);
  } catch (error) {
    if (!isInfrastructure(error)) throw error;
    const remedy = `See that ${service} runs; \`loop status\` shows which services answer`;
    throw new CommandError(`${service} does not answer`, { remedy, exitCode: EXIT.unreachable, cause: error });
  }
}

/** Gives a command to several services at once; each answers, refuses, or is unreachable, for itself. */
export function askEach<I extends z.ZodObject, O extends z.ZodObject>(
  session: Session,
  command: CommandOf<I, O>,
  services: readonly ServiceName[],
  input: z.input<I>,
): Promise<ServiceAnswer<z.output<O>>[]> {
  return Promise.all(
    services.map(async (service) => {
      try {
        return { service, ...(await ask(session, command, service, input)) };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return { service, unreachable: error.message };
      }
    }),
  );
}

/** What the instances of a service answered; why nobody did, where nobody did. */
export interface GatheredAnswer<O> {
  readonly service: ServiceName;
  readonly answers: readonly Answer<O>[];
  readonly unreachable?: string;
}

/** Gives a command to every instance of several services at once. A service that nobody answers for has no answers. */
export function gatherEach<I extends z.ZodObject, O extends z.ZodObject>(
  { operator }: Session,
  command: CommandOf<I, O>,
  services: readonly ServiceName[],
  input: z.input<I>,
): Promise<GatheredAnswer<z.output<O>>[]> {
  return Promise.all(
    services.map(async (service) => {
      try {
        return { service, answers: await operator.gather(command.request(service), input) };
      } catch (error) {
        if (!isInfrastructure(error)) throw error;
        return { service, answers: [], unreachable: 'no instance of it answers' };
      }
    }),
  );
}

/** What was answered, where a refusal ends the command. */
export function granted<O>(answer: Answer<O>, remedy: string): O {
  if ('refused' in answer) throw new CommandError(`Refused (${answer.refused}): ${answer.detail}`, { remedy });
  return answer.ok;
}

/** The services a `--service` option names: that one, or all. Throws on a name that is none. */
export function servicesNamed(
  name: string | undefined,
  all: readonly ServiceName[] = SERVICES,
): readonly ServiceName[] {
  if (name === undefined) return all;
  if (isServiceName(name) && all.includes(name)) return [name];
  throw new CommandError(`${name} is no service that knows this`, {
    remedy: `Name one of ${all.join(', ')}`,
    exitCode: EXIT.usage,
  });
}
