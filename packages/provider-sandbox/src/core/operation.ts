import type { IncomingHttpHeaders } from 'node:http';
import type { SandboxProvider } from './journal-entry.ts';

/** A request as the sandbox's operations see it: body read, nothing parsed. */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  readonly body: Buffer;
  /** A fault switch strikes that the operation itself plays. */
  readonly fault?: 'incomplete_results';
}

/** A whole answer, decided before a byte of it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the log entry says beside method, path and status. */
  readonly note?: Readonly<Record<string, unknown>>;
}

/** One call a provider answers. `handle` is synchronous: it runs inside one journal transaction. */
export interface Operation {
  /** Dotted, as fault switches name it: `payment_intents.capture`. */
  readonly name: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** An express path pattern: `/v1/payment_intents/:id/capture`. */
  readonly path: string;
  readonly handle: (request: SandboxRequest) => Reply;
  /** Set where the body must not stand in the log as received (card numbers, whole mails). */
  readonly hideBody?: boolean;
}

/** A failure a provider is told to answer with. */
export interface ProviderFailure {
  readonly status: number;
  readonly retryAfterSeconds: number;
}

/** The outside world's end of one vendor: its operations and the shape of its refusals. */
export interface Provider {
  readonly name: SandboxProvider;
  /** Host names that route here whatever the path. */
  readonly hosts: readonly string[];
  readonly operations: readonly Operation[];
  /** The vendor's own body and headers for 429 and 5xx. */
  readonly failure: (failure: ProviderFailure) => Reply;
  readonly notFound: (request: SandboxRequest) => Reply;
  /** Wraps every operation: authentication, idempotency. */
  readonly around: (operation: Operation, request: SandboxRequest, produce: () => Reply) => Reply;
}
