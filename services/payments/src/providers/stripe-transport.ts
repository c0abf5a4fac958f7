import type Stripe from 'stripe';

type Transport = ReturnType<typeof Stripe.createNodeHttpClient>;

/** A connection that the provider, or the way to it, closed: the request may or may not have been acted on. */
class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';
  readonly code = 'CONNECTION_CLOSED';
}

/** The codes after which `stripe` sends a request a second time, whatever `maxNetworkRetries` says (23.1.0). */
const RETRIED_BY_SDK: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Wraps a transport of the SDK so that one call is one request: a closed connection is reported under a code of our own,
 * since after the SDK's own second try nobody could tell any more what the first one did.
 */
export function singleShotTransport(inner: Transport): Transport {
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request) => {
      try {
        return await inner.makeRequest(...request);
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (RETRIED_BY_SDK.has(code)) throw new ConnectionClosedError('The connection was closed', { cause: error });
        throw error;
      }
    },
  };
}
