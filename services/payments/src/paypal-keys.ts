import type { ConfigProblem, Mode } from '@loop/runtime';

/** The one pair of credentials the provider sandbox takes: client id and secret alike. */
const SANDBOX_KEY = 'paypal_sandbox_loop';

/** PayPal's two systems; the mode says which. https://developer.paypal.com/api/rest/#link-apirequests */
const SYSTEMS = {
  test: { environment: 'sandbox', baseUrl: 'https://api-m.sandbox.paypal.com' },
  live: { environment: 'live', baseUrl: 'https://api-m.paypal.com' },
} as const;

/** Settings of PayPal as they come from the environment. */
export interface PayPalSettings {
  readonly LOOP_PAYPAL_CLIENT_ID?: string | undefined;
  readonly LOOP_PAYPAL_CLIENT_SECRET?: string | undefined;
  readonly LOOP_PAYPAL_ENVIRONMENT?: 'sandbox' | 'live' | undefined;
  readonly LOOP_PAYPAL_SOURCE_ID?: string | undefined;
  readonly LOOP_PAYPAL_WEBHOOK_ID?: string | undefined;
  readonly LOOP_PAYPAL_WEBHOOK_CERTIFICATE?: string | undefined;
}

/** What PayPal's credentials come to in a mode. */
export type PayPalKeys =
  | {
      readonly state: 'configured';
      readonly mode: Mode;
      readonly clientId: string;
      readonly clientSecret: string;
      /** Null in sandbox mode, where the provider sandbox answers. */
      readonly baseUrl: string | null;
    }
  | { readonly state: 'off'; readonly missing: readonly string[] }
  /** The settings contradict the mode or one another: the service must not start. */
  | { readonly state: 'refused'; readonly problems: readonly ConfigProblem[] };

const CREDENTIALS = ['LOOP_PAYPAL_CLIENT_ID', 'LOOP_PAYPAL_CLIENT_SECRET'] as const;

/** What the gateway needs to hear of payments. Real money must not be taken where nobody hears that it was paid. */
const HEARING = ['LOOP_PAYPAL_SOURCE_ID', 'LOOP_PAYPAL_WEBHOOK_ID', 'LOOP_PAYPAL_WEBHOOK_CERTIFICATE'] as const;

const isBlank = (value: string | undefined): boolean => (value ?? '').trim() === '';

/**
 * Decides what PayPal's settings mean in a mode. Its credentials look alike in both of its systems, so the operator says which
 * they are of, and what is said must be the mode's: a pair of the other system, said wrongly, is refused by PayPal itself, since
 * the mode alone chooses whom we call. No message repeats a credential.
 */
export function paypalKeys(mode: Mode, settings: PayPalSettings): PayPalKeys {
  const { LOOP_PAYPAL_CLIENT_ID: clientId, LOOP_PAYPAL_CLIENT_SECRET: clientSecret } = settings;
  if (mode === 'sandbox') {
    const real = CREDENTIALS.filter((name) => (settings[name] ?? SANDBOX_KEY) !== SANDBOX_KEY);
    return real.length > 0
      ? { state: 'refused', problems: real.map(realInSandbox) }
      : { state: 'configured', mode, clientId: SANDBOX_KEY, clientSecret: SANDBOX_KEY, baseUrl: null };
  }
  if (clientId === undefined && clientSecret === undefined) return { state: 'off', missing: CREDENTIALS };
  const problems = [...credentialProblems(mode, settings), ...environmentProblems(mode, settings)];
  if (mode === 'live') problems.push(...HEARING.filter((name) => isBlank(settings[name])).map(deaf));
  if (problems.length > 0 || clientId === undefined || clientSecret === undefined)
    return { state: 'refused', problems };
  return { state: 'configured', mode, clientId, clientSecret, baseUrl: SYSTEMS[mode].baseUrl };
}

const realInSandbox = (name: string): ConfigProblem => ({
  name,
  problem: "is set to a provider's real key in sandbox mode",
  remedy: 'Unset it, or set LOOP_MODE to test or live',
});

const deaf = (name: string): ConfigProblem => ({
  name,
  problem: 'is not set, but a live LOOP_PAYPAL_CLIENT_ID is: no webhook would tell us of a payment',
  remedy: `Set ${HEARING.join(', ')}, or unset ${CREDENTIALS.join(' and ')}`,
});

function credentialProblems(mode: 'test' | 'live', settings: PayPalSettings): ConfigProblem[] {
  return CREDENTIALS.flatMap((name): ConfigProblem[] => {
    if (isBlank(settings[name])) {
      const remedy = `Set ${CREDENTIALS.join(' and ')}, or unset both to turn PayPal off`;
      return [{ name, problem: 'is not set, but the other half of the credentials is', remedy }];
    }
    if (settings[name] !== SANDBOX_KEY) return [];
    const remedy = `Set a ${mode} credential, unset it, or set LOOP_MODE=sandbox`;
    return [{ name, problem: `is the sandbox's key in ${mode} mode`, remedy }];
  });
}

function environmentProblems(mode: 'test' | 'live', settings: PayPalSettings): ConfigProblem[] {
  const name = 'LOOP_PAYPAL_ENVIRONMENT';
  const { environment } = SYSTEMS[mode];
  const said = settings[name];
  if (said === environment) return [];
  const problem = said === undefined ? 'is not set, but LOOP_PAYPAL_CLIENT_ID is' : `is ${said} in ${mode} mode`;
  const remedy = `Set it to ${environment} with credentials of that system, or set another LOOP_MODE`;
  return [{ name, problem, remedy }];
}
