import { describe, expect, test } from '@jest/globals';
import { redactionPaths } from '@loop/contracts';
import { createLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger('outreach', 'info', { write: (line) => lines.push(line) }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('a log line', () => {
  test('says when, who and how bad', () => {
    expect(logged((logger) => logger.warn('late'))).toMatchObject({
      level: 'warn',
      service: 'outreach',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      msg: 'late',
    });
  });

  test('holds no secret, however deep it stands', () => {
    const line = logged((logger) =>
      logger.info({
        token: 'hidden-word',
        request: { headers: { authorization: 'hidden-word', cookie: 'hidden-word' } },
        signIn: { code: 'hidden-word' },
      }),
    );
    expect(JSON.stringify(line)).not.toContain('hidden-word');
  });

  test('holds no personal field of an event', () => {
    expect(redactionPaths().length).toBeGreaterThan(0);
    const line = logged((logger) =>
      logger.info({ data: { email: 'kept', signer: {}, contacts: [{ value: 'hidden' }] } }),
    );
    expect(JSON.stringify(line)).not.toContain('hidden');
  });

  test('keeps where an address points and drops its query', () => {
    const line = logged((logger) => logger.info({ url: 'https://deals.example.net/deal?t=hidden-word#hidden-word' }));
    expect(line['url']).toBe('https://deals.example.net/deal');
  });

  test('keeps the code of an error', () => {
    const error = Object.assign(new Error('no'), { code: 'ECONNRESET' });
    expect(logged((logger) => logger.error({ err: error }))).toMatchObject({ err: { errorCode: 'ECONNRESET' } });
  });
});
