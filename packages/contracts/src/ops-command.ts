import { z } from 'zod';
import { defineRequest, type RequestDefinition } from './define.ts';
import { id, text } from './fields.ts';
import { SERVICES, type ServiceName } from './services.ts';

/** Who acts and why: required of every command that changes something; both are kept in the audit. */
export const acting = z.object({ actor: text(200), reason: text(500) });

/** Input of a command that needs none. */
export const emptyInput = z.object({});

/** A page of a list: at most `limit` items, after `cursor` (null for the first page), of one tenant or of all (null). */
export const paged = z.object({
  tenantId: id.nullable(),
  limit: z.int().min(1).max(500),
  cursor: text(300).nullable(),
});

/** A command `loop` can give to services: the same everywhere, told apart by the subject. */
export interface OpsCommand<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly command: string;
  /** The services that know the command. */
  readonly services: readonly ServiceName[];
  /** True when the command changes something; its input then names `actor` and `reason`. */
  readonly acts: boolean;
  /** The request definition for one service. Throws when that service does not know the command: a bug. */
  readonly request: (service: ServiceName) => RequestDefinition<I, O>;
}

interface OpsCommandDeclaration<I extends z.ZodObject, O extends z.ZodObject> {
  readonly command: string;
  /** Absent: all. */
  readonly services?: readonly ServiceName[];
  /** Absent: 10 s. */
  readonly timeoutMs?: number;
  /** See {@link RequestDefinition.everyInstance}. */
  readonly everyInstance?: true;
  readonly input: I;
  readonly output: O;
  readonly refusals: readonly string[];
}

/** Declares a command; its requests have the subjects `ops.<service>.<command>` and only `loop` may make them. */
export function defineOpsCommand<I extends z.ZodObject, O extends z.ZodObject>(
  declaration: OpsCommandDeclaration<I, O>,
): OpsCommand<I, O> {
  const services = declaration.services ?? SERVICES;
  const { command, everyInstance, input, output, refusals, timeoutMs = 10_000 } = declaration;
  const spread = everyInstance === undefined ? {} : { everyInstance };
  const requests = new Map(
    services.map((service) => {
      const subject = `ops.${service}.${command}`;
      return [
        service,
        defineRequest({
          subject,
          responder: service,
          requesters: ['loop'],
          timeoutMs,
          ...spread,
          input,
          output,
          refusals,
        }),
      ];
    }),
  );
  return {
    command,
    services,
    acts: 'actor' in input.shape,
    request: (service) => {
      const request = requests.get(service);
      if (request === undefined) throw new Error(`Service ${service} knows no command ${command}`);
      return request;
    },
  };
}
