import { describe, expect, it } from '@jest/globals';
import { renderPage } from '@loop/ui';
import { clientRoom, EVERY_RAIL, type RoomRecords } from '../domain/client-room.ts';
import { matchService } from '../domain/match-service.ts';
import type { PaymentFacts } from '../domain/milestone-money.ts';
import { draftStatement, type Mode } from '../domain/statement.ts';
import { clientRoomPage } from './client-room-page.tsx';
import { dealPage } from './deal-page.tsx';
import { paymentReturnPage } from './payment-return-page.tsx';
import { problemPage } from './problem-page.ts';
import { receiptPage } from './receipt-page.tsx';

const NOW = new Date('2026-11-20T09:00:00Z');
const POST = { platform: 'hackernews', title: null, text: 'Integration of our <b>till</b> & shop, with webhooks' };

function records(mode: Mode, over: Partial<RoomRecords> = {}): RoomRecords {
  const match = matchService({ text: POST.text, postedAt: null }, NOW);
  if ('notDrafted' in match) throw new Error(match.detail);
  const statement = draftStatement(match, POST, {
    contractId: '11111111-1111-4111-8111-111111111111',
    version: 1,
    mode,
    now: NOW,
    milestoneId: (position) => `22222222-2222-4222-8222-22222222222${position}`,
  });
  return {
    status: 'viewed',
    statement,
    statementSha256: 'a'.repeat(64),
    signedAt: null,
    signerName: null,
    milestones: [],
    events: [],
    brokenAt: null,
    openCode: null,
    rails: EVERY_RAIL,
    picked: null,
    ...over,
  };
}

const SIGNED = { status: 'signed', signedAt: NOW, signerName: 'Mira Lampwright' } as const;

const HOLD: PaymentFacts = {
  providerRef: 'pi_1',
  fundedAt: NOW,
  captureBefore: new Date('2026-11-27T09:00:00Z'),
  failedAt: null,
  failureMessage: null,
  failureReason: null,
  releasedMinor: null,
  reducedAt: null,
  reducedMinor: null,
  rail: 'stripe',
  expiredAt: null,
  cardSavedAt: null,
  releasedAt: null,
  refundedMinor: 0,
  exposure: 'none',
  fundedReadAt: NOW,
};

const WORK = { deliveryId: null, deliveries: 0, revisionOpen: false, revisions: 0, approved: false };

function funded(payment: Partial<PaymentFacts> = {}): RoomRecords['milestones'] {
  const milestoneId = '22222222-2222-4222-8222-222222222221';
  return [{ milestoneId, payments: [{ ...HOLD, ...payment }], choice: null, work: WORK, delivery: null }];
}

const CARD_SAVED = { fundedAt: null, captureBefore: null, cardSavedAt: NOW } as const;

const TOO_SHORT = {
  fundedAt: null,
  failedAt: NOW,
  failureReason: 'hold_too_short',
  failureMessage: 'Your bank keeps a hold for too short a time for this work.',
} as const;

function delivered(payment: Partial<PaymentFacts>): RoomRecords['milestones'] {
  const deliveryId = '33333333-3333-4333-8333-333333333333';
  const delivery = { deliveryId, version: 1, title: 'First records', artifacts: [], submittedAt: NOW };
  return funded(payment).map((one) => ({ ...one, work: { ...WORK, deliveryId, deliveries: 1 }, delivery }));
}

function roomOf(mode: Mode, over: Partial<RoomRecords> = {}): string {
  return renderPage(clientRoomPage(clientRoom(records(mode, over), NOW), 'nonce'));
}

const EVERY_STATE: readonly [string, Partial<RoomRecords>][] = [
  ['to sign', {}],
  ['with a code on its way', { openCode: { purpose: 'sign', milestoneId: null } }],
  ['to pay', SIGNED],
  ['with payments off', { ...SIGNED, rails: [] }],
  ['secured', { ...SIGNED, milestones: funded() }],
  ['released', { ...SIGNED, milestones: funded({ releasedAt: NOW }) }],
  ['prepaid', { ...SIGNED, milestones: funded({ captureBefore: null }) }],
  ['with a saved card', { ...SIGNED, milestones: funded(CARD_SAVED) }],
  ['delivered on a saved card', { ...SIGNED, milestones: delivered(CARD_SAVED) }],
  ['with a hold found too short', { ...SIGNED, milestones: funded(TOO_SHORT) }],
  ['declined', { status: 'declined' }],
];

describe.each(EVERY_STATE)('the client room, %s', (_state, over) => {
  it('labels every figure that is not real', () => {
    for (const mode of ['sandbox', 'test'] as const) {
      const page = roomOf(mode, over);
      const figures = page.match(/<span class="money">/g) ?? [];
      const labels = page.match(new RegExp(`<span class="money-mode">${mode}</span>`, 'g')) ?? [];
      expect(figures.length).toBeGreaterThan(0);
      expect(labels).toHaveLength(figures.length);
    }
    expect(roomOf('live', over)).not.toMatch(/sandbox|money-mode/);
  });

  it('has one heading of the first rank, at most one primary button, and nothing inline', () => {
    const page = roomOf('sandbox', over);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect((page.match(/button-primary/g) ?? []).length).toBeLessThanOrEqual(1);
    expect(page).not.toMatch(/ style=| onclick=|javascript:/);
  });

  it('never promises an escrow', () => {
    expect(roomOf('live', over).toLowerCase()).not.toContain('escrow');
  });
});

describe('the client room', () => {
  it('shows what a stranger wrote as text, never as markup', () => {
    expect(roomOf('live')).not.toContain('<b>till</b>');
  });

  it('tells agreed, held and paid apart', () => {
    const page = roomOf('live', { ...SIGNED, milestones: funded() });
    expect(page).toMatch(/Agreed<\/dt><dd><span class="money">\$1,200\.00/);
    expect(page).toMatch(/Held, not taken<\/dt><dd><span class="money">\$600\.00/);
    expect(page).toMatch(/Paid<\/dt><dd><span class="money">\$0\.00/);
  });

  it('still shows a statement of the first format in the words that were signed', () => {
    const { statement } = records('live');
    const terms = ['Work on a milestone starts when its card hold is in place.'];
    const first = { ...statement, format: 'statement-of-work/1' as const, terms };
    const page = roomOf('live', { ...SIGNED, statement: first });
    expect(page).toContain('Work on a milestone starts when its card hold is in place.');
    expect(page).not.toContain('Prepaid: the amount is taken at once');
  });

  it('says that a saved card secures nothing, and that only an approval takes the amount', () => {
    const page = roomOf('live', { ...SIGNED, milestones: funded(CARD_SAVED) });
    expect(page).toContain('Card saved, not secured');
    expect(page).toContain('nothing is set aside or taken');
    expect(page).not.toMatch(/tone-green[^>]*>[^<]*<svg[^>]*><use[^>]*lock/);
    expect(page).not.toContain('data-action="pay"');
  });

  it('asks the client to set the amount aside once work on a saved card is delivered', () => {
    const page = roomOf('live', { ...SIGNED, milestones: delivered(CARD_SAVED) });
    expect(page).toContain('The amount is not set aside yet');
    expect(page).toContain('data-action="pay"');
    expect(page).toContain('to your saved card at once');
  });

  it('calls what was taken at once prepaid and refundable, never held', () => {
    const page = roomOf('live', { ...SIGNED, milestones: funded({ captureBefore: null }) });
    expect(page).toMatch(/Prepaid, refundable<\/dt><dd><span class="money">\$600\.00/);
    expect(page).toMatch(/Held, not taken<\/dt><dd><span class="money">\$0\.00/);
  });

  it('lets the client choose when a hold was found too short, and offers no hold again', () => {
    const page = roomOf('live', { ...SIGNED, milestones: funded(TOO_SHORT) });
    expect(page).toContain('Your bank keeps a hold for too short a time for this work.');
    expect(page).toContain('value="prepaid"');
    expect(page).not.toContain('value="hold"');
    expect(page).not.toContain('data-action="pay"');
  });

  it('says that PayPal saves no card, instead of offering it', () => {
    const [plan] = funded();
    const choice = { method: 'card_on_file', selectedAt: NOW } as const;
    const milestones = plan === undefined ? [] : [{ ...plan, payments: [], choice }];
    const page = roomOf('live', { ...SIGNED, picked: 'paypal', milestones });
    expect(page).toContain('PayPal cannot save a card for later');
    expect(page).not.toContain('value="card_on_file"');
    expect(page).not.toContain('data-action="pay"');
  });

  it('warns of a hold that ends within two days, and says what a bank dispute and a lowered amount mean', () => {
    const ends = roomOf('live', {
      ...SIGNED,
      milestones: delivered({ captureBefore: new Date('2026-11-21T09:00:00Z') }),
    });
    expect(ends).toContain('This hold ends on');
    const disputed = roomOf('live', { ...SIGNED, milestones: funded({ exposure: 'disputed' }) });
    expect(disputed).toContain('This payment is disputed at your bank');
    const lowered = roomOf('live', { ...SIGNED, milestones: delivered({ reducedMinor: 36_000, reducedAt: NOW }) });
    expect(lowered).toMatch(/an approval takes <span class="money">\$360\.00/);
  });

  it('offers only rails that are set up', () => {
    const page = roomOf('live', { ...SIGNED, rails: EVERY_RAIL.filter(({ rail }) => rail === 'stripe') });
    expect(page).not.toContain('PayPal');
    expect(roomOf('live', SIGNED)).toContain('data-action="rail-paypal"');
  });

  it('offers no button where payments is off', () => {
    const page = roomOf('live', { ...SIGNED, rails: [] });
    expect(page).toContain('Payments are not set up yet');
    expect(page).not.toContain('/pay"');
  });
});

describe('the other pages', () => {
  it('say after the provider’s page that nothing is proved yet', () => {
    const room = clientRoom(records('sandbox', SIGNED), NOW);
    const [milestone] = room.milestones;
    const page = milestone && renderPage(paymentReturnPage({ room, milestone, nonce: 'abc' }));
    expect(page).toContain('Checking with the payment provider');
    expect(page).toContain('<script nonce="abc">');
  });

  it('never call a hold a receipt', () => {
    const show = (payment: Partial<PaymentFacts>) => {
      const room = clientRoom(records('sandbox', { ...SIGNED, milestones: funded(payment) }), NOW);
      const [milestone] = room.milestones;
      return milestone && 'payment' in milestone.money
        ? renderPage(receiptPage(room, milestone, milestone.money.payment))
        : '';
    };
    expect(show({})).toContain('<h1>Confirmation of a card hold</h1>');
    expect(show({})).toContain('This is not a receipt');
    expect(show({ releasedAt: NOW })).toContain('<h1>Receipt</h1>');
    expect(show({ releasedAt: NOW })).toContain('No money moved: this is sandbox money.');
  });

  it('open a deal by script, or by pasting the link', () => {
    const page = renderPage(dealPage({ mode: 'live', nonce: 'abc' }));
    expect(page).toContain('<script nonce="abc">');
    expect(page).toContain('Link from our email');
  });

  it('lead back only to our own pages', () => {
    const show = problemPage('live');
    const problem = { type: 'urn:loop:problem:x', title: 'No', status: 409, detail: 'Because.' };
    expect(show({ ...problem, back: { href: '/client-room/1', label: 'Back' } })).toContain('href="/client-room/1"');
    expect(show({ ...problem, back: { href: 'https://evil.lampwright.store', label: 'Back' } })).toContain(
      'href="/deal"',
    );
    expect(show({ ...problem, status: 404 })).toBe(show({ ...problem, title: 'Other', status: 404 }));
  });
});
