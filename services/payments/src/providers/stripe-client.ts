import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type Stripe from 'stripe';
import type { Called } from './payment-rail.ts';
import { stripeFailure } from './stripe-failure.ts';
import { singleShotTransport } from './stripe-transport.ts';

/** How to reach Stripe: a key, and in sandbox mode the address that answers in its place. */
export interface StripeAccess {
  readonly secretKey: string;
  readonly sandboxUrl?: string | undefined;
  /** Shorter than the 15 s an effect has, so that it ends with an outcome of its own; 10 s when absent. */
  readonly timeoutMs?: number;
}

/** Performs something at Stripe and tells what came of it, in our words. */
export type StripeCall = <T>(perform: (stripe: Stripe) => Promise<T>) => Promise<Called<T>>;

/**
 * The way to Stripe. The SDK is loaded at the first call. Keep-alive is off: a stale connection would make a clean failure an
 * unknown one. What `perform` throws and is no error of the SDK is a bug, and is thrown on.
 */
export function stripeCall(access: StripeAccess): StripeCall {
  let client: Promise<Stripe> | undefined;
  return async (perform) => {
    client ??= connect(access);
    const stripe = await client;
    try {
      return { ok: await perform(stripe) };
    } catch (error) {
      return { failed: stripeFailure(error) };
    }
  };
}

async function connect({ secretKey, sandboxUrl, timeoutMs = 10_000 }: StripeAccess): Promise<Stripe> {
  const { default: StripeClient } = await import('stripe');
  const sandbox = sandboxUrl === undefined ? undefined : new URL(sandboxUrl);
  const agent =
    sandbox?.protocol === 'http:' ? new HttpAgent({ keepAlive: false }) : new HttpsAgent({ keepAlive: false });
  return new StripeClient(secretKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: singleShotTransport(StripeClient.createNodeHttpClient(agent)),
    ...(sandbox === undefined
      ? {}
      : {
          host: sandbox.hostname,
          port: sandbox.port || (sandbox.protocol === 'http:' ? 80 : 443),
          protocol: sandbox.protocol === 'http:' ? 'http' : 'https',
        }),
  });
}
