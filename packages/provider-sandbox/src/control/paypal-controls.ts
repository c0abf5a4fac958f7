import type { DisputeOutcome } from '../paypal/dispute-desk.ts';
import type { PayPalSettings } from '../paypal/paypal-tables.ts';

/** One payment over PayPal in short, for launchers and tests. Times are ISO 8601 of the virtual clock. */
export interface PayPalPayment {
  readonly order: string;
  readonly intent: 'AUTHORIZE' | 'CAPTURE';
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly authorizations: readonly { readonly id: string; readonly status: string; readonly expiresAt: string }[];
  readonly captures: readonly { readonly id: string; readonly status: string; readonly amountMinor: number }[];
  readonly refunds: readonly { readonly id: string; readonly status: string; readonly amountMinor: number }[];
  /** Read from `custom_id`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How a dispute is opened; the whole capture unless an amount is given. */
export interface DisputeRequest {
  readonly capture: string;
  readonly stage?: 'INQUIRY' | 'CHARGEBACK';
  readonly reason?: string;
  readonly amountMinor?: number;
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** What happens at PayPal without our asking, and how its side behaves. A part of `SandboxClient`. */
export class PayPalControls {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Newest first. */
  payments(): Promise<PayPalPayment[]> {
    return this.#call('GET', '/paypal/payments');
  }

  /** Changes what is named and leaves the rest. */
  configure(settings: Partial<PayPalSettings>): Promise<PayPalSettings> {
    return this.#call('PUT', '/paypal/settings', settings);
  }

  /** Opens a dispute (an inquiry unless said otherwise); resolves to its id. */
  async openDispute(request: DisputeRequest): Promise<string> {
    return (await this.#call<{ id: string }>('POST', '/paypal/disputes', request)).id;
  }

  /** Turns an inquiry into a chargeback. */
  async escalateDispute(id: string): Promise<void> {
    await this.#call('POST', `/paypal/disputes/${id}/escalate`, {});
  }

  async resolveDispute(id: string, outcome: DisputeOutcome): Promise<void> {
    await this.#call('POST', `/paypal/disputes/${id}/resolve`, { outcome });
  }

  /** Ends a refund that pends. */
  async endRefund(id: string, status: 'COMPLETED' | 'FAILED'): Promise<void> {
    await this.#call('POST', `/paypal/refunds/${id}`, { status });
  }

  /** Ends a capture that pends. */
  async endCapture(id: string, status: 'COMPLETED' | 'DECLINED'): Promise<void> {
    await this.#call('POST', `/paypal/captures/${id}`, { status });
  }

  /** Moves money from the PayPal balance to the bank; resolves to the transaction's id. */
  async withdraw(amountMinor: number, currency: string): Promise<string> {
    return (await this.#call<{ id: string }>('POST', '/paypal/withdrawals', { amountMinor, currency })).id;
  }

  /** Forgets every access token: the next call with one is refused. */
  async revokeTokens(): Promise<void> {
    await this.#call('POST', '/paypal/tokens/revoke', {});
  }
}
