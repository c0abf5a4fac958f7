import type { PresentedDeal, RunningSystem } from '@loop/dev';
import { WORKING_CARD } from '@loop/dev';

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * A client without a browser: posts the portal's forms as a browser without scripts would, each to the next of its instances
 * that takes it, as through a load balancer. Each method rejects when the portal refuses, is busy or away, and may then be called again.
 */
export class HttpClient {
  readonly #portalUrl: string;
  readonly #instanceUrls: readonly string[];
  readonly #sandboxUrl: string;
  readonly #room: string;
  #cookie = '';
  #requests = 0;

  /** @param sandboxUrl where the provider's payment page is. */
  constructor({ portalUrl, services }: RunningSystem, sandboxUrl: string, { contractId }: PresentedDeal) {
    this.#portalUrl = portalUrl;
    this.#instanceUrls = services['client-portal'].map(({ url }) => url);
    this.#sandboxUrl = sandboxUrl;
    this.#room = `/client-room/${contractId}`;
  }

  /** Trades the secret of the deal link for a session. */
  async open(dealLink: string): Promise<void> {
    const answer = await this.#post('/deal/open', { token: dealLink });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (answer.status !== 303 || cookie === undefined) throw new Error(`the deal link opened with ${answer.status}`);
    this.#cookie = cookie;
  }

  /** Asks for a code by e-mail; for an approval of the milestone. */
  async askForCode(purpose: 'sign' | 'approve', milestoneId?: string): Promise<void> {
    const form = milestoneId === undefined ? { purpose } : { purpose, milestoneId };
    await this.#expectRedirect(`${this.#room}/code`, form);
  }

  async sign(statement: { readonly version: number; readonly statementSha256: string }, code: string): Promise<void> {
    const { version, statementSha256 } = statement;
    const form = { version: String(version), statementSha256, name: 'Robin Alder', consent: 'yes', code };
    await this.#expectRedirect(`${this.#room}/sign`, form);
  }

  /** Follows the pay button and types a working card into the provider's page. */
  async pay(milestoneId: string, amountMinor: number, currency: string): Promise<void> {
    const form = { amountMinor: String(amountMinor), currency };
    const page = new URL(await this.#expectRedirect(`${this.#room}/milestones/${milestoneId}/pay`, form));
    // Node does not resolve names below localhost; the sandbox tells its pages by their paths as well.
    const answer = await send(new URL(page.pathname, this.#sandboxUrl), {
      email: 'robin.alder@northfield.works',
      cardNumber: WORKING_CARD.number,
      cardExpiry: WORKING_CARD.expiry,
      cardCvc: WORKING_CARD.cvc,
      billingName: 'Robin Alder',
    });
    if (answer.status !== 303) throw new Error(`the payment page answered ${answer.status}`);
  }

  async approve(milestoneId: string, deliveryId: string, code: string): Promise<void> {
    await this.#expectRedirect(`${this.#room}/milestones/${milestoneId}/approve`, { deliveryId, code, rating: '4' });
  }

  async #expectRedirect(path: string, form: Record<string, string>): Promise<string> {
    const answer = await this.#post(path, form);
    const location = answer.headers.get('location');
    if (answer.status !== 303 || location === null) throw new Error(`${path} answered ${answer.status}`);
    return location;
  }

  /** What an instance did not even accept is given to the next one. */
  async #post(path: string, form: Record<string, string>): Promise<Response> {
    const headers = { origin: this.#portalUrl, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) };
    for (let tries = 1; ; tries += 1) {
      const instance = this.#instanceUrls[this.#requests % this.#instanceUrls.length];
      this.#requests += 1;
      try {
        return await send(new URL(path, instance), form, headers);
      } catch (error) {
        if (tries === this.#instanceUrls.length || !wasRefused(error)) throw error;
      }
    }
  }
}

/** Nobody listened: the request was not begun. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' || wasRefused(error.cause);
}

async function send(url: URL, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return answer;
  } catch (error) {
    throw new Error(`nobody answered at ${url.pathname}`, { cause: error });
  }
}
