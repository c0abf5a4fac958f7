import { describe, expect, test } from '@jest/globals';
import type { ContractDraft } from '../domain/contract-draft.ts';
import { contractCompletedEmail } from './contract-completed-email.ts';
import { deliveryReadyEmail } from './delivery-ready-email.ts';
import type { EmailFrame } from './email-layout.ts';
import { moneyNewsEmail } from './money-news-email.ts';
import { operatorAlertEmail } from './operator-alert-email.ts';
import { paymentHeldEmail } from './payment-held-email.ts';
import { proposalEmail } from './proposal-email.ts';
import { signInCodeEmail } from './sign-in-code-email.ts';

const ID = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a01';
const DEAL_URL = 'https://rooms.tidewell-studio.com/deal#a-token';

const frame: EmailFrame = {
  sender: { name: 'Tidewell Studio', email: 'hello@tidewell-studio.com', postalAddress: '14 Quayside Row, Bristol' },
  mode: 'live',
  because: 'You get this because you asked in public for this kind of work.',
  unsubscribeUrl: 'https://mail.tidewell-studio.com/unsubscribe/a-token',
};

const draft: ContractDraft = {
  contractId: ID,
  opportunityId: ID,
  version: 1,
  title: 'Booking page <script>alert(1)</script>',
  service: { code: 'web.landing', name: 'Landing page', tier: 'standard' },
  summary: 'A page with "quotes" & an ampersand.',
  scope: ['One page', 'A form', 'Texts', 'Analytics', 'Two rounds', 'Handover', 'Speed'],
  exclusions: [],
  milestones: [
    {
      milestoneId: ID,
      position: 1,
      title: 'Draft',
      amountMinor: 60_000,
      fundingMethod: 'hold',
      reviewDays: 3,
      workDays: 1,
    },
    {
      milestoneId: ID,
      position: 2,
      title: 'Live',
      amountMinor: 90_000,
      fundingMethod: 'hold',
      reviewDays: 3,
      workDays: 3,
    },
  ],
  totalMinor: 150_000,
  currency: 'USD',
  mode: 'live',
  market: { amountMinor: 310_000, source: 'agency price lists', percentUnder: 51.6 },
  validUntil: '2026-12-04T10:00:00.000Z',
  statementSha256: '0'.repeat(64),
};

describe('a proposal', () => {
  const mail = proposalEmail(draft, DEAL_URL, frame);

  test('says in both forms what it costs, who writes, why, from where, and how to stop it', () => {
    for (const form of [mail.html, mail.text]) {
      expect(form).toContain('$1,500.00');
      expect(form).toContain('Tidewell Studio');
      expect(form).toContain(frame.because);
      expect(form).toContain('14 Quayside Row');
      expect(form).toContain('https://mail.tidewell-studio.com/unsubscribe/a-token');
      expect(form).toContain(DEAL_URL);
      expect(form).toContain('and 1 more in the proposal');
    }
  });

  test('says how long each step takes, and nothing of it where the draft did not say', () => {
    for (const form of [mail.html, mail.text]) {
      expect(form).toContain('1. Draft, within 1 day');
      expect(form).toContain('2. Live, within 3 days');
    }
    const milestones = draft.milestones.map((milestone) => ({ ...milestone, workDays: null }));
    expect(proposalEmail({ ...draft, milestones }, DEAL_URL, frame).text).not.toContain('within');
  });

  test('escapes everything that came from outside', () => {
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(mail.html).toContain('&quot;quotes&quot; &amp; an ampersand');
  });

  test('keeps its subject on one line, so that no title can add a header', () => {
    const broken = { ...draft, title: 'Page\r\nBcc: everybody@tidewell-studio.com' };
    expect(proposalEmail(broken, DEAL_URL, frame).subject).toBe('Proposal: Page Bcc: everybody@tidewell-studio.com');
  });

  test('neither cuts a character in two nor turns its subject round', () => {
    const odd = { title: `pay \u202e${'😀'.repeat(120)}`, contractTitle: 'Page', isOnCard: false, roomUrl: null };
    const { subject } = deliveryReadyEmail(odd, frame);
    expect(subject.isWellFormed()).toBe(true);
    expect(subject).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('neither loads nor runs anything', () => {
    expect(mail.html).not.toMatch(/<(img|script|link|iframe|object)\b|url\(|@import/i);
  });
});

describe('every message', () => {
  test('is labelled in sandbox and test mode, and only there', () => {
    const rehearsal = proposalEmail(draft, DEAL_URL, { ...frame, mode: 'sandbox' });
    expect(rehearsal.text).toMatch(/^Sandbox: this is a rehearsal/);
    expect(rehearsal.html).toContain('Sandbox: this is a rehearsal');
    expect(proposalEmail(draft, DEAL_URL, { ...frame, mode: 'test' }).text).toMatch(/^Test mode/);
    expect(proposalEmail(draft, DEAL_URL, frame).html).not.toMatch(/Sandbox|Test mode/);
  });
});

describe('a code', () => {
  test('stands in the message with its purpose and end, without any link', () => {
    const { unsubscribeUrl: _, ...bare } = frame;
    const mail = signInCodeEmail('482913', 'approve', new Date('2026-11-20T10:40:00Z'), bare);
    expect(mail.subject).toBe('482913 is your code to approve the delivery');
    expect(mail.text).toContain('20 November 2026, 10:40 UTC');
    expect(`${mail.html}${mail.text}`).not.toMatch(/https?:\/\//);
  });
});

describe('notices', () => {
  const payment = {
    contractTitle: 'Booking page',
    milestoneTitle: 'Draft',
    amountMinor: 60_000,
    currency: 'USD',
    heldUntil: new Date('2026-11-27T10:00:00Z'),
    roomUrl: DEAL_URL,
  };

  test('a hold is never called a charge', () => {
    const held = paymentHeldEmail(payment, frame);
    expect(held.subject).toBe('$600.00 held for Draft');
    expect(held.text).toContain('It is not charged');
    expect(held.text).not.toMatch(/escrow/i);
  });

  test('what was taken at once is called prepaid and refundable, never held', () => {
    const { subject, text } = paymentHeldEmail({ ...payment, heldUntil: null }, frame);
    expect(subject).toBe('$600.00 prepaid for Draft, refundable');
    expect(text).toContain('refundable until you have approved the work');
    expect(`${subject} ${text}`).not.toMatch(/\bheld\b|escrow/i);
  });

  test('ask to set the amount aside only where a card is merely saved', () => {
    const delivery = { title: 'First draft', contractTitle: 'Booking page', roomUrl: DEAL_URL };
    expect(deliveryReadyEmail({ ...delivery, isOnCard: true }, frame).text).toContain('not set aside yet');
    expect(deliveryReadyEmail({ ...delivery, isOnCard: false }, frame).text).not.toContain('set aside');
  });

  test('say their news without a link where there is none to give any more', () => {
    const ready = deliveryReadyEmail(
      { title: 'First draft', contractTitle: 'Booking page', isOnCard: false, roomUrl: null },
      frame,
    );
    expect(ready.text).toContain('First draft');
    expect(ready.html).not.toContain('Look at the delivery');
    expect(contractCompletedEmail(draft, null, frame).text).toContain('Total paid: $1,500.00');
  });

  const about = { ...payment, amountMinor: 60_000 };

  test('a saved card is never called secured, and its mail says what happens next', () => {
    const { subject, text } = moneyNewsEmail({ kind: 'card_saved' }, about, frame);
    expect(subject).toBe('Card saved for Draft');
    expect(text).toContain('Nothing was taken and nothing is held: the $600.00 are not secured yet.');
  });

  test.each([
    [{ kind: 'hold_ending', captureBefore: '2026-11-27T10:00:00Z' }, '27 November 2026, 10:00 UTC'],
    [{ kind: 'needs_client', reason: 'authentication_required' }, 'wants you to confirm the payment yourself'],
    [{ kind: 'needs_client', reason: 'hold_too_short' }, 'We gave it back at once. Nothing was taken.'],
    [{ kind: 'needs_client', reason: 'card_declined' }, 'Your bank refused the saved card.'],
    [{ kind: 'amount_reduced', contractMinor: 90_000 }, 'from $900.00 to $600.00'],
    [{ kind: 'refunded' }, 'We returned $600.00 to you'],
    [{ kind: 'refund_failed' }, 'You are still owed it.'],
  ] as const)('say what happened to the money, in both forms: %j', (news, words) => {
    const { html, text } = moneyNewsEmail(news, about, frame);
    for (const form of [html, text]) expect(form).toContain(words);
    expect(`${html}${text}`).not.toMatch(/escrow/i);
  });
});

describe('an alert', () => {
  test('tells the operator what happened and how to look at it', () => {
    const alert = {
      alertId: ID,
      severity: 'critical',
      code: 'amount_mismatch',
      contractId: null,
      mode: 'live',
    } as const;
    const summary = 'The provider holds another amount than the contract says.';
    const mail = operatorAlertEmail({ ...alert, summary, milestoneId: ID }, frame);
    expect(mail.subject).toBe('Critical: amount mismatch');
    for (const form of [mail.html, mail.text]) expect(form).toContain(`loop payments milestone ${ID}`);
  });
});
