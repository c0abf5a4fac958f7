import { type Html, html } from '../pages/html.ts';
import { moneyText } from '../pages/money-text.ts';
import type { CheckoutField, CheckoutFormState } from './checkout-form.ts';
import type { StoredSession } from './stripe-tables.ts';

/** Styles of the Checkout pages. */
export const checkoutCss = `
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem;display:grid;gap:2rem}
@media (min-width:52rem){main{grid-template-columns:1fr 1.1fr;gap:4rem;padding-top:4rem}}
.amount{font-size:2.25rem;font-weight:650;letter-spacing:-.02em;margin:.25rem 0;font-variant-numeric:tabular-nums}
.soft{color:var(--soft);font-size:.9375rem;margin:.25rem 0}
.items{list-style:none;margin:1.25rem 0 0;padding:0;border-top:1px solid var(--line)}
.items li{display:flex;justify-content:space-between;gap:1rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
.items span:last-child{font-variant-numeric:tabular-nums;white-space:nowrap}
.panel{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.5rem}
.panel h2{font-size:1.125rem;margin-bottom:1rem}
label{display:block;font-weight:550;font-size:.9375rem;margin-bottom:.25rem}
input{width:100%;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:8px;padding:.625rem .75rem;min-height:44px}
input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.field{margin-bottom:1rem;min-width:0}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.hint{color:var(--bad);font-size:.875rem;margin:.25rem 0 0}
.alert{background:var(--bad-ground);color:var(--bad);border-radius:8px;padding:.75rem 1rem;margin:0 0 1rem;font-weight:550}
button,.button{display:block;width:100%;min-height:48px;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--accent);border-radius:8px;background:var(--accent);color:var(--accent-ink);padding:.625rem 1rem;cursor:pointer}
button.plain{background:transparent;color:var(--accent);margin-top:.75rem}
.back{display:inline-block;margin-bottom:1.5rem}
details{margin-top:1.25rem;font-size:.875rem;color:var(--soft)}
summary{cursor:pointer;padding:.25rem 0}
code{font:inherit;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem .75rem;margin:.5rem 0 0}
dd{margin:0}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.375rem}}
.single h1{font-size:1.375rem;margin-bottom:.5rem}
.single form,.single .button{margin-top:1.25rem}
.single{grid-template-columns:minmax(0,30rem);justify-content:center}
`;

const isSetup = ({ session }: StoredSession): boolean => session.mode === 'setup';

const testCards = html`<details>
<summary>Test cards</summary>
<dl>
<dt><code>4242 4242 4242 4242</code></dt><dd>succeeds</dd>
<dt><code>4000 0025 0000 3155</code></dt><dd>asks for 3-D Secure</dd>
<dt><code>4000 0027 6000 3184</code></dt><dd>asks for 3-D Secure every time</dd>
<dt><code>4000 0000 0000 0341</code></dt><dd>can be saved, is declined when charged</dd>
<dt><code>4000 0000 0000 0259</code></dt><dd>disputed once charged</dd>
<dt><code>4000 0000 0000 0002</code></dt><dd>declined</dd>
<dt><code>4000 0000 0000 9995</code></dt><dd>insufficient funds</dd>
<dt><code>4000 0000 0000 9987</code></dt><dd>lost card</dd>
<dt><code>4000 0000 0000 0069</code></dt><dd>expired card</dd>
<dt><code>4000 0000 0000 0127</code></dt><dd>incorrect security code</dd>
<dt><code>4000 0000 0000 0119</code></dt><dd>processing error</dd>
</dl>
<p>Any expiry date in the future, any security code.</p>
</details>`;

interface FieldSettings {
  readonly name: CheckoutField;
  readonly label: string;
  readonly type?: string;
  readonly autocomplete: string;
  readonly inputmode?: string;
  readonly placeholder?: string;
}

function fieldView(settings: FieldSettings, state: CheckoutFormState, focused: CheckoutField | undefined): Html {
  const { name, label, type = 'text', autocomplete, inputmode = 'text', placeholder = '' } = settings;
  const error = state.errors[name];
  const invalid = error === undefined ? '' : html` aria-invalid="true" aria-describedby="${name}-error"`;
  const focus = name === focused ? html` autofocus` : '';
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" inputmode="${inputmode}"
 placeholder="${placeholder}" value="${state.values[name] ?? ''}" required${invalid}${focus}>
${error === undefined ? '' : html`<p class="hint" id="${name}-error">${error}</p>`}
</div>`;
}

function setupSummaryView({ session, intent }: StoredSession): Html {
  return html`<section aria-label="What your card is saved for">
${session.cancel_url ? html`<a class="back" href="${session.cancel_url}">Back</a>` : ''}
<h1>${intent.description ?? 'Save your card'}</h1>
<p class="soft">Nothing is held or charged now. Your card is saved for a later payment.</p>
</section>`;
}

function summaryView(stored: StoredSession): Html {
  const { session, lineItems, intent } = stored;
  if (isSetup(stored)) return setupSummaryView(stored);
  const currency = session.currency ?? 'usd';
  const held = intent.captureMethod === 'manual';
  return html`<section aria-label="What you pay for">
${session.cancel_url ? html`<a class="back" href="${session.cancel_url}">Back</a>` : ''}
<h1 class="soft">${intent.description ?? 'Your payment'}</h1>
<p class="amount">${moneyText(session.amount_total ?? 0, currency)}</p>
${held ? html`<p class="soft">Your card is held for this amount now and charged later.</p>` : ''}
<ul class="items">
${lineItems.map(
  (item) => html`<li><span>${item.description}${(item.quantity ?? 1) > 1 ? ` × ${item.quantity}` : ''}</span>
<span>${moneyText(item.amount_total, item.currency)}</span></li>`,
)}
</ul>
</section>`;
}

/** The payment form, with the reason when the last attempt was refused. */
export function checkoutFormView(stored: StoredSession, state: CheckoutFormState, decline: string | undefined): Html {
  const { session } = stored;
  const amount = moneyText(session.amount_total ?? 0, session.currency ?? 'usd');
  const verb = stored.intent.captureMethod === 'manual' ? 'Authorize' : 'Pay';
  const button = isSetup(stored) ? 'Save card' : `${verb} ${amount}`;
  const firstInvalid = Object.keys(state.errors)[0] as CheckoutField | undefined;
  const focused = decline === undefined ? firstInvalid : 'cardNumber';
  const field = (settings: FieldSettings): Html => fieldView(settings, state, focused);
  return html`<main>
${summaryView(stored)}
<section class="panel" aria-labelledby="pay-heading">
<h2 id="pay-heading">${isSetup(stored) ? 'Save a card' : 'Pay with card'}</h2>
${decline === undefined ? '' : html`<p class="alert" role="alert" id="decline">${decline}</p>`}
<form method="post" action="/c/pay/${session.id}">
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email', inputmode: 'email' })}
${field({ name: 'cardNumber', label: 'Card number', autocomplete: 'cc-number', inputmode: 'numeric', placeholder: '1234 1234 1234 1234' })}
<div class="pair">
${field({ name: 'cardExpiry', label: 'Expiry', autocomplete: 'cc-exp', inputmode: 'numeric', placeholder: 'MM / YY' })}
${field({ name: 'cardCvc', label: 'CVC', autocomplete: 'cc-csc', inputmode: 'numeric', placeholder: '123' })}
</div>
${field({ name: 'billingName', label: 'Name on card', autocomplete: 'cc-name' })}
<button type="submit" id="pay">${button}</button>
</form>
${testCards}
</section>
</main>`;
}

/** The bank's 3-D Secure page. */
export function challengeView(stored: StoredSession, last4: string): Html {
  const { session } = stored;
  const amount = moneyText(session.amount_total ?? 0, session.currency ?? 'usd');
  const what = isSetup(stored) ? 'that your card is saved' : `a payment of ${amount}`;
  return html`<main class="single">
<section class="panel">
<h1>Confirm it is you</h1>
<p class="soft">The bank of the card ending in ${last4} asks you to confirm ${what} (3-D Secure test page).</p>
<form method="post" action="/c/pay/${session.id}/authenticate">
<button type="submit" name="result" value="complete" id="complete">Complete authentication</button>
<button type="submit" name="result" value="fail" id="fail" class="plain">Fail authentication</button>
</form>
</section>
</main>`;
}

/** A page that only says something. */
export function noticeView(heading: string, text: string, link?: { href: string; label: string }): Html {
  return html`<main class="single">
<section class="panel">
<h1>${heading}</h1>
<p class="soft">${text}</p>
${link ? html`<p><a class="button" href="${link.href}">${link.label}</a></p>` : ''}
</section>
</main>`;
}
