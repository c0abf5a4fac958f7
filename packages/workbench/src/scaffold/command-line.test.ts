import { describe, expect, test } from '@jest/globals';
import { repositoryRoot } from '../repository-root.ts';
import { scaffold } from './command-line.ts';
import { House } from './house.ts';
import { Refusal } from './refusal.ts';

// In the memory of a house that stands on this repository; nothing is written.

const NOW = new Date('2031-05-06T07:08:09Z');

function houseAfter(...commands: readonly string[]): House {
  const house = new House(repositoryRoot);
  for (const command of commands) scaffold(house, command.split(' '), NOW);
  return house;
}

function refusalOf(...commands: readonly string[]): Refusal {
  try {
    houseAfter(...commands);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('a command line that is none', () => {
  test.each([
    ['', 'pnpm new event'],
    ['queue outreach', '"queue" is nothing to make'],
    ['event discovery', '<subject> is missing'],
    ['event discovery listing.expired', '--key is missing'],
    ['event discovery listing.expired --key listing --to outreach', "Unknown option '--to'"],
    ['event discovery listing.expired --key', '--key'],
    ['route client-portal POST /deal /extend', '"/extend" is too much'],
    ['migration payments add-refunds', '--why is missing'],
    ['toString', '"toString" is nothing to make'],
  ])('%s: is answered with the usage', (command, message) => {
    const refusal = refusalOf(command);
    expect(refusal.kind).toBe('usage');
    expect(refusal.message).toContain(message);
    expect(refusal.message).toContain('Usage:');
  });
});

describe('what does not fit', () => {
  test.each([
    ['event warehouse listing.expired --key listing', '"warehouse" is no service: there are discovery, enrichment'],
    ['event discovery listing.expired --key listing --consumers outreech', '"outreech" is no service'],
    ['event discovery listing.expired --key listing --consumers discovery', 'is not told of it'],
    ['event discovery listing.expired --key listing --consumers outreach,outreach', 'named twice'],
    ['event discovery listingExpired --key listing', 'is no event'],
    ['event discovery listing.expire --key listing', 'past tense'],
    ['event discovery helper.expired --key listing', '"helper" names nothing'],
    ['event discovery listing.expired --key listing-id', 'is no key'],
    [
      'event discovery listing.updated --key listing',
      'listing.updated exists already: packages/contracts/src/discovery.ts',
    ],
    ['handler outreach listing.expired', 'No contract declares listing.expired'],
    ['handler discovery listing.updated', 'discovery publishes listing.updated'],
    ['handler outreach contract.drafted', 'already: services/outreach/src/handlers/on-contract-drafted.ts'],
    ['handler outreach call.completed', 'already: services/outreach/src/handlers/acknowledged.ts'],
    ['effect outreach send-sms --provider twilio', 'with _ between'],
    ['effect outreach send_email --provider sendgrid', 'send-email.ts exists already'],
    ['route client-portal PUT /deal', 'GET or POST'],
    ['route client-portal POST deal', 'is no path'],
    ['route client-portal GET /:contractId', 'names nothing'],
    ['route client-portal POST /deal/open', 'already: services/client-portal/src/routes/post-deal-open.ts'],
    ['provider outreach sms twilio', 'is no port'],
    ['provider outreach email-sender sendgrid', 'exists already'],
    ['provider payments payment-rail adyen', 'does not answer with Promise<Outcome>'],
    ['migration payments addRefunds --why Because', 'with - between'],
    ['migration payments notice-mode --why Because', '_notice_mode.sql exists already'],
    ['service payments', 'services/payments exists already'],
    ['service runtime', 'packages/runtime exists already'],
    ['service user', 'means something else'],
    ['service order-manager', '"manager" names nothing'],
    ['service Billing', 'with - between'],
  ])('%s: is refused', (command, message) => {
    const refusal = refusalOf(command);
    expect(refusal.kind).toBe('refused');
    expect(refusal.message).toContain(message);
  });

  test('twice the same is refused the second time', () => {
    const event = 'event discovery listing.expired --key listing --consumers outreach';
    expect(refusalOf(event, event).message).toContain('exists already');
    expect(refusalOf(event, 'handler outreach listing.expired').message).toContain('handles it already');
  });
});

describe('what fits', () => {
  test('a migration comes after all others, however the clock stands', () => {
    const house = houseAfter(
      'migration payments add-refunds --why Because',
      'migration payments add-fees --why Because',
    );
    expect(house.changes.map(({ path, text }) => [path, text])).toEqual([
      ['services/payments/src/migrations/203105060708_add_refunds.sql', '-- Because\n'],
      ['services/payments/src/migrations/203105060709_add_fees.sql', '-- Because\n'],
    ]);
  });

  test('a vendor without an adapter stands in the list until there is one, and once', () => {
    const root = 'services/outreach/src/service.ts';
    const [effect, provider] = ['effect outreach send_sms --provider twilio', 'provider outreach sms-sender twilio'];
    expect(houseAfter(effect).read(root)).toContain("{ provider: 'twilio', state: 'off', missing: ['an adapter'] }");
    for (const house of [houseAfter(effect, provider), houseAfter(provider, effect)]) {
      expect(house.read(root)).toContain('twilioSms().state');
      expect(house.read(root)).not.toContain("provider: 'twilio'");
    }
  });

  test("an effect of a provider that works leaves that provider's breaker alone", () => {
    const text = houseAfter('effect outreach send_digest --provider sendgrid').read(
      'services/outreach/src/effects/send-digest.ts',
    );
    expect(text).toContain("{ outcome: 'not_sent', reason: 'not_built' }");
  });
});
