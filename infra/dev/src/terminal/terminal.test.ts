import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { nothing } from '../tally/money.ts';
import { openConsole } from './console.ts';
import { explain } from './explain.ts';
import { funnelText, moneyText } from './funnel-text.ts';

function stream(isTTY: boolean, columns = 80) {
  const through = new PassThrough();
  return Object.assign(through, { isTTY, columns }) as unknown as NodeJS.WriteStream & { read(): Buffer | null };
}

describe('progress', () => {
  test('is one line that is rewritten where a person looks on, cut where it would wrap', () => {
    const screen = stream(true, 10);
    const console = openConsole(screen);

    console.progress('discovered 12');

    expect(String(screen.read())).toBe('\r\u001b[2Kdiscover…');
  });

  test('is plain lines elsewhere, not one for each step, and always the last', () => {
    const log = stream(false);
    let nowMs = 0;
    const console = openConsole(log, () => nowMs);

    console.progress('discovered 1');
    console.progress('discovered 2');
    nowMs = 2_000;
    console.progress('discovered 3');
    console.progress('discovered 4');
    console.settle();

    expect(String(log.read())).toBe('discovered 1\ndiscovered 3\ndiscovered 4\n');
  });

  test('is not torn apart by a line that is said in between', () => {
    const screen = stream(true);
    const console = openConsole(screen);

    console.progress('discovered 1');
    screen.read();
    console.say('payments ended');

    expect(String(screen.read())).toBe('\r\u001b[2Kpayments ended\ndiscovered 1');
  });
});

describe('what the launcher shows', () => {
  const none = { dropped: {}, unreachable: {}, notDrafted: {}, presentationFailed: {} };
  const empty = {
    ...{ discovered: 4, dropped: 3, enriched: 1, unreachable: 0, drafted: 0, presented: 0, viewed: 0, signed: 0 },
    ...{ funded: 0, delivered: 0, approved: 0, released: 0, completed: 0 },
  };

  test('is each reason for which something dropped out', () => {
    const text = funnelText(empty, { ...none, dropped: { not_demand: 3 }, notDrafted: { no_service_fits: 1 } });

    expect(text).toContain('3 dropped: not demand');
    expect(text).toContain('1 not drafted: no service fits');
  });

  test('labels sandbox money as such', () => {
    const money = {
      contracted: nothing('contracted', 'sandbox', 'USD'),
      held: nothing('held', 'sandbox', 'USD'),
      earned: nothing('earned', 'sandbox', 'USD'),
    };

    expect(moneyText(money)).toBe(
      'contracted $0.00 · held $0.00 · earned $0.00  (sandbox money, nothing of it is real)',
    );
  });

  test('names an error and what caused it', () => {
    expect(explain(new Error('No database', { cause: new Error('refused') }))).toBe('No database\n  because: refused');
  });
});
