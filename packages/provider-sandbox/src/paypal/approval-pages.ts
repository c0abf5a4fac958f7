import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { problemReply } from '../core/reply.ts';
import { pageReply } from '../pages/page-shell.ts';
import { approvalCss, approvalNotice, approvalView } from './approval-view.ts';
import type { StoredOrder } from './paypal-tables.ts';
import { sandboxBuyer, viewOrder } from './paypal-view.ts';
import type { PayPalWorld } from './paypal-world.ts';

const originsOf = ({ returnUrl, cancelUrl }: StoredOrder): string[] =>
  [returnUrl, cancelUrl].flatMap((url) => (url === null ? [] : [new URL(url).origin]));

function notice(status: number, heading: string, text: string, link?: { href: string; label: string }): Reply {
  return pageReply({ title: heading, status, css: approvalCss, body: approvalNotice(heading, text, link) });
}

const noSuchPage = (): Reply => notice(404, 'Page not found', 'There is no such payment page.');

const redirect = (location: string): Reply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
  body: '',
});

/** Where PayPal sends the payer back to, with what it adds to the address. */
function backTo(url: string | null, added: Readonly<Record<string, string>>): string {
  if (url === null) return '/';
  const target = new URL(url);
  for (const [name, value] of Object.entries(added)) target.searchParams.set(name, value);
  return target.href;
}

const returnTo = (order: StoredOrder): string =>
  backTo(order.returnUrl, { token: order.id, PayerID: sandboxBuyer.payerId });

function withOpenOrder(world: PayPalWorld, request: SandboxRequest, answer: (order: StoredOrder) => Reply): Reply {
  const order = world.tables.orders.get(request.query.get('token') ?? '');
  if (!order) return noSuchPage();
  if (order.status === 'VOIDED') {
    const link = { href: backTo(order.cancelUrl, { token: order.id }), label: 'Back' };
    return notice(410, 'This payment page has expired', 'Please go back and start the payment again.', link);
  }
  if (order.status === 'APPROVED' || order.status === 'COMPLETED') {
    if (request.method === 'POST') return redirect(returnTo(order));
    const link = { href: returnTo(order), label: 'Continue' };
    return notice(200, 'You are all done here', 'This payment has already been approved.', link);
  }
  return answer(order);
}

function show(order: StoredOrder): Reply {
  return pageReply({
    title: 'Pay with PayPal (sandbox)',
    css: approvalCss,
    body: approvalView(order),
    formTargets: originsOf(order),
    note: { order: order.id },
  });
}

function decide(world: PayPalWorld, request: SandboxRequest, order: StoredOrder): Reply {
  const decision = new URLSearchParams(request.body.toString('utf8')).get('decision');
  if (decision === 'cancel') return redirect(backTo(order.cancelUrl, { token: order.id }));
  if (decision !== 'approve' && decision !== 'decline') return show(order);
  const approved: StoredOrder = {
    ...order,
    status: 'APPROVED',
    isFundingDeclined: decision === 'decline',
    updatedMs: world.clock.nowMs(),
  };
  world.tables.orders.put(order.id, approved);
  world.fact('order.approved', order.customId, { order: order.id, amount: order.amountMinor });
  world.emit('CHECKOUT.ORDER.APPROVED', 'checkout-order', viewOrder(world, approved), order.id);
  return redirect(returnTo(approved));
}

/** The page a payer approves an order on: forms only, no keys. Fault switches name it `checkout_page.*`. */
export function createApprovalPages(world: PayPalWorld): Provider {
  return {
    name: 'paypal',
    hosts: ['www.paypal.com', 'www.sandbox.paypal.com', 'paypal.localhost'],
    operations: [
      {
        name: 'checkout_page.open',
        method: 'get',
        path: '/checkoutnow',
        handle: (request) => withOpenOrder(world, request, show),
      },
      {
        name: 'checkout_page.submit',
        method: 'post',
        path: '/checkoutnow',
        handle: (request) => withOpenOrder(world, request, (order) => decide(world, request, order)),
      },
    ],
    around: (_operation, _request, produce) => produce(),
    failure: ({ status }) => problemReply(status, 'The payment page is not available'),
    notFound: noSuchPage,
  };
}
