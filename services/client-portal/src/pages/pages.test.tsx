import { describe, expect, it } from '@jest/globals';
import { renderPage } from '@loop/ui';
import { clientRoom, type RoomRecords } from '../domain/client-room.ts';
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
    payable: true,
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
  return [{ milestoneId, payments: [{ ...HOLD, ...payment }], work: WORK, delivery: null }];
}

function roomOf(mode: Mode, over: Partial<RoomRecords> = {}): string {
  return renderPage(clientRoomPage(clientRoom(records(mode, over), NOW), 'nonce'));
}

const EVERY_STATE: readonly [string, Partial<RoomRecords>][] = [
  ['to sign', {}],
  ['with a code on its way', { openCode: { purpose: 'sign', milestoneId: null } }],
  ['to pay', SIGNED],
  ['with payments off', { ...SIGNED, payable: false }],
  ['secured', { ...SIGNED, milestones: funded() }],
  ['released', { ...SIGNED, milestones: funded({ releasedAt: NOW }) }],
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
    expect(page).toMatch(/Held on your card<\/dt><dd><span class="money">\$600\.00/);
    expect(page).toMatch(/Paid<\/dt><dd><span class="money">\$0\.00/);
  });

  it('offers no button where payments is off', () => {
    const page = roomOf('live', { ...SIGNED, payable: false });
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
