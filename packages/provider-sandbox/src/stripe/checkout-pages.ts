import type { Operation, Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { problemReply } from '../core/reply.ts';
import { pageReply } from '../pages/page-shell.ts';
import { approvePayment, declinePayment, requireAuthentication } from './authorize-payment.ts';
import { type CheckoutFormState, readCheckoutForm } from './checkout-form.ts';
import { challengeView, checkoutCss, checkoutFormView, noticeView } from './checkout-view.ts';
import { challengeCard, refuseCard, saveCard } from './save-card.ts';
import type { CardOnFile, StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';
import {
  authenticationFailure,
  type CardBehaviour,
  type CardDecline,
  setupAuthenticationFailure,
} from './test-cards.ts';

const untouched: CheckoutFormState = { values: {}, errors: {} };

function originsOf({ session }: StoredSession): string[] {
  return [session.success_url, session.cancel_url].flatMap((url) => (url ? [new URL(url).origin] : []));
}

function formPage(stored: StoredSession, state: CheckoutFormState, decline?: string): Reply {
  const values = { email: stored.session.customer_email ?? '', ...state.values };
  return pageReply({
    title: 'Checkout (sandbox)',
    css: checkoutCss,
    body: checkoutFormView(stored, { ...state, values }, decline),
    formTargets: originsOf(stored),
    note: { session: stored.session.id, ...(decline === undefined ? {} : { decline }) },
  });
}

function noticePage(status: number, heading: string, text: string, link?: { href: string; label: string }): Reply {
  return pageReply({ title: heading, status, css: checkoutCss, body: noticeView(heading, text, link) });
}

function successUrl({ session }: StoredSession): string {
  return (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

function redirect(url: string): Reply {
  return { status: 303, headers: { location: url, 'cache-control': 'no-store' }, body: '' };
}

function withOpenSession(world: StripeWorld, request: SandboxRequest, answer: (stored: StoredSession) => Reply): Reply {
  const stored = world.tables.sessions.get(request.params['id'] ?? '');
  if (!stored) return noticePage(404, 'Page not found', 'There is no such payment page.');
  const { session } = stored;
  if (session.status === 'complete') {
    if (request.method === 'POST') return redirect(successUrl(stored));
    const link = { href: successUrl(stored), label: 'Continue' };
    return noticePage(200, 'You are all done here', 'This payment has already been completed.', link);
  }
  if (session.status === 'expired') {
    const link = session.cancel_url ? { href: session.cancel_url, label: 'Back' } : undefined;
    return noticePage(410, 'This payment page has expired', 'Please go back and start the payment again.', link);
  }
  return answer(stored);
}

/** What a card does on a page: saving it in setup mode, paying with it in payment mode. */
interface Desk {
  readonly approve: (world: StripeWorld, stored: StoredSession, card: CardOnFile) => void;
  readonly challenge: (world: StripeWorld, stored: StoredSession, card: CardOnFile) => void;
  readonly decline: (world: StripeWorld, stored: StoredSession, card: CardOnFile, decline: CardDecline) => void;
  readonly authenticationFailure: CardDecline;
}

const paying: Desk = {
  approve: approvePayment,
  challenge: requireAuthentication,
  decline: declinePayment,
  authenticationFailure,
};
const saving: Desk = {
  approve: saveCard,
  challenge: challengeCard,
  decline: refuseCard,
  authenticationFailure: setupAuthenticationFailure,
};

const deskOf = ({ session }: StoredSession): Desk => (session.mode === 'setup' ? saving : paying);

/** Some cards can be saved but not charged. */
function declineOf(behaviour: CardBehaviour, isSaving: boolean): CardDecline | undefined {
  if (behaviour.kind === 'decline') return behaviour.decline;
  return isSaving ? undefined : behaviour.traits?.onCharge;
}

function submit(world: StripeWorld, request: SandboxRequest, stored: StoredSession): Reply {
  const { state, payment } = readCheckoutForm(request.body.toString('utf8'), world.clock.nowMs());
  if (!payment) return formPage(stored, state);
  const { card, behaviour } = payment;
  const desk = deskOf(stored);
  const decline = declineOf(behaviour, desk === saving);
  if (decline) {
    desk.decline(world, stored, card, decline);
    return formPage(stored, state, decline.message);
  }
  if (behaviour.kind === 'authenticate') {
    desk.challenge(world, stored, card);
    return redirect(`/c/pay/${stored.session.id}/authenticate`);
  }
  desk.approve(world, stored, card);
  return redirect(successUrl(stored));
}

function showChallenge(world: StripeWorld, stored: StoredSession): Reply {
  const card = world.tables.challenges.get(stored.session.id);
  if (!card) return redirect(`/c/pay/${stored.session.id}`);
  return pageReply({
    title: '3-D Secure (sandbox)',
    css: checkoutCss,
    body: challengeView(stored, card.last4),
    formTargets: originsOf(stored),
  });
}

function answerChallenge(world: StripeWorld, request: SandboxRequest, stored: StoredSession): Reply {
  const card = world.tables.challenges.get(stored.session.id);
  if (!card) return redirect(`/c/pay/${stored.session.id}`);
  world.tables.challenges.put(stored.session.id, null);
  const desk = deskOf(stored);
  if (new URLSearchParams(request.body.toString('utf8')).get('result') === 'complete') {
    desk.approve(world, stored, card);
    return redirect(successUrl(stored));
  }
  desk.decline(world, stored, card, desk.authenticationFailure);
  const values = { email: card.email, billingName: card.holder };
  return formPage(stored, { ...untouched, values }, desk.authenticationFailure.message);
}

/** The hosted Checkout page: what a browser sees, without keys. Fault switches name it `checkout_page.*`. */
export function createCheckoutPages(world: StripeWorld): Provider {
  const path = '/c/pay/:id';
  const operations: Operation[] = [
    {
      name: 'checkout_page.open',
      method: 'get',
      path,
      handle: (request) => withOpenSession(world, request, (stored) => formPage(stored, untouched)),
    },
    {
      name: 'checkout_page.submit',
      method: 'post',
      path,
      hideBody: true,
      handle: (request) => withOpenSession(world, request, (stored) => submit(world, request, stored)),
    },
    {
      name: 'checkout_page.challenge',
      method: 'get',
      path: `${path}/authenticate`,
      handle: (request) => withOpenSession(world, request, (stored) => showChallenge(world, stored)),
    },
    {
      name: 'checkout_page.authenticate',
      method: 'post',
      path: `${path}/authenticate`,
      handle: (request) => withOpenSession(world, request, (stored) => answerChallenge(world, request, stored)),
    },
  ];
  return {
    name: 'stripe',
    hosts: ['checkout.stripe.com', 'checkout.localhost'],
    operations,
    around: (_operation, _request, produce) => produce(),
    failure: ({ status }) => problemReply(status, 'The payment page is not available'),
    notFound: () => noticePage(404, 'Page not found', 'There is no such payment page.'),
  };
}
