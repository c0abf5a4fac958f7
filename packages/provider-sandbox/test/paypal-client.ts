import { randomUUID } from 'node:crypto';

/** What the tests read of PayPal's answers. */
export interface PayPalAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const credentials = Buffer.from('paypal_sandbox_client:paypal_sandbox_secret').toString('base64');

/** A few calls of PayPal's REST API, as a caller without an SDK makes them. */
export class PayPalClient {
  readonly #url: string;
  #token: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async token(): Promise<string> {
    const response = await fetch(`${this.#url}/v1/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  get(path: string): Promise<PayPalAnswer> {
    return this.#call('GET', path);
  }

  post(path: string, body: object = {}, requestId: string = randomUUID()): Promise<PayPalAnswer> {
    return this.#call('POST', path, body, requestId);
  }

  /** The id of a new order. */
  async order(change: object = {}): Promise<string> {
    return String((await this.post('/v2/checkout/orders', { ...heldOrder(), ...change })).body['id']);
  }

  /** Answers the approval page as a browser without JavaScript would. */
  async decide(order: string, decision: 'approve' | 'decline' | 'cancel' = 'approve'): Promise<Response> {
    const body = new URLSearchParams({ decision });
    return await fetch(`${this.#url}/checkoutnow?token=${order}`, { method: 'POST', redirect: 'manual', body });
  }

  /** The id of the authorization of an order that was made, approved and authorized. */
  async hold(change: object = {}): Promise<string> {
    const order = await this.order(change);
    await this.decide(order);
    const { body } = await this.post(`/v2/checkout/orders/${order}/authorize`);
    return idOf(body, 'authorizations');
  }

  async #call(method: string, path: string, body?: object, requestId?: string): Promise<PayPalAnswer> {
    this.#token ??= await this.token();
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
        prefer: 'return=representation',
        ...(requestId === undefined ? {} : { 'paypal-request-id': requestId }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as PayPalAnswer['body']) };
  }
}

/** An order of 600.00 USD to be held. */
export const heldOrder = (value = '600.00', currency = 'USD') => ({
  intent: 'AUTHORIZE',
  purchase_units: [
    {
      custom_id: 'AAAAAAAAQACAAAAAAAAAAQ.AAAAAAAAQACAAAAAAAAAAg.AAAAAAAAQACAAAAAAAAAAw.AAAAAAAAQACAAAAAAAAABA',
      amount: {
        currency_code: currency,
        value,
        breakdown: { item_total: { currency_code: currency, value } },
      },
      items: [{ name: 'Milestone one', quantity: '1', unit_amount: { currency_code: currency, value } }],
    },
  ],
  payment_source: {
    paypal: {
      experience_context: {
        brand_name: 'Northlight Works',
        user_action: 'PAY_NOW',
        shipping_preference: 'NO_SHIPPING',
        return_url: 'http://portal.localhost:4000/room?paid=1',
        cancel_url: 'http://portal.localhost:4000/room',
      },
    },
  },
});

/** The first payment of a kind in an order. */
export function idOf(order: PayPalAnswer['body'], kind: 'authorizations' | 'captures'): string {
  const [unit] = order['purchase_units'] as { payments: Record<string, { id: string }[]> }[];
  return unit?.payments[kind]?.[0]?.id ?? '';
}

/** The issue a refusal names. */
export const issueOf = ({ status, body }: PayPalAnswer): string => {
  const [detail] = (body['details'] ?? []) as { issue: string }[];
  return `${status} ${detail?.issue ?? String(body['name'])}`;
};

/** An amount as PayPal writes it. */
export const usd = (value: string) => ({ currency_code: 'USD', value });
