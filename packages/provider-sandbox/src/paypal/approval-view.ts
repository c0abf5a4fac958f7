import { type Html, html } from '../pages/html.ts';
import { moneyText } from '../pages/money-text.ts';
import type { StoredOrder } from './paypal-tables.ts';
import { sandboxBuyer } from './paypal-view.ts';

/** Styles of the approval page. */
export const approvalCss = `
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.panel{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.5rem}
h1{font-size:1.375rem;margin-bottom:.25rem}
.amount{font-size:2.25rem;font-weight:650;letter-spacing:-.02em;margin:.75rem 0 .25rem;font-variant-numeric:tabular-nums}
.soft{color:var(--soft);font-size:.9375rem;margin:.25rem 0}
dl{margin:1.25rem 0;border-top:1px solid var(--line)}
dl div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
button,.button{display:block;width:100%;min-height:48px;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--accent);border-radius:8px;background:var(--accent);color:var(--accent-ink);padding:.625rem 1rem;margin-top:.75rem;cursor:pointer}
button.plain{background:transparent;color:var(--accent)}
button.quiet{background:transparent;color:var(--ink);border-color:transparent;text-decoration:underline}
`;

/** The payer's choice: approve, approve with a way to pay that will be refused, or go back. */
export function approvalView(order: StoredOrder): Html {
  const amount = moneyText(minorOf(order), order.currency);
  const isHold = order.intent === 'AUTHORIZE';
  const shop = order.brandName ?? 'Northlight Works';
  return html`<main>
<section class="panel" aria-labelledby="heading">
<h1 id="heading">Pay ${shop} with PayPal</h1>
<p class="amount">${amount}</p>
<p class="soft">${
    isHold
      ? 'The amount is reserved now. It is taken when you approve the work.'
      : 'The amount is paid now. It can be refunded.'
  }</p>
<dl>
<div><dt>For</dt><dd>${order.items[0]?.name ?? order.description ?? 'Your payment'}</dd></div>
<div><dt>Account</dt><dd>${sandboxBuyer.givenName} ${sandboxBuyer.surname}, ${sandboxBuyer.email}</dd></div>
</dl>
<form method="post" action="/checkoutnow?token=${order.id}">
<button type="submit" id="approve" name="decision" value="approve">${isHold ? 'Agree and reserve' : 'Agree and pay'} ${amount}</button>
<button type="submit" id="decline" name="decision" value="decline" class="plain">Pay with a card that is declined</button>
<button type="submit" id="cancel" name="decision" value="cancel" class="quiet">Cancel and return</button>
</form>
</section>
</main>`;
}

/** `moneyText` counts in the currency's own decimals; PayPal has none for some currencies that have. */
function minorOf({ amountMinor, currency }: StoredOrder): number {
  return currency === 'HUF' || currency === 'TWD' ? amountMinor * 100 : amountMinor;
}

/** A page that only says something. */
export function approvalNotice(heading: string, text: string, link?: { href: string; label: string }): Html {
  return html`<main>
<section class="panel">
<h1>${heading}</h1>
<p class="soft">${text}</p>
${link ? html`<p><a class="button" href="${link.href}">${link.label}</a></p>` : ''}
</section>
</main>`;
}
