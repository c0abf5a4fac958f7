import { describe, expect, test } from '@jest/globals';
import { errorRecord } from './error-record.ts';

describe('what of an error is logged', () => {
  test('its causes, with their codes and statuses', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const provider = Object.assign(new Error('Bad gateway', { cause: refused }), { status: 502 });
    expect(errorRecord(new Error('not sent', { cause: provider }))).toMatchObject({
      message: 'not sent',
      cause: { message: 'Bad gateway', status: 502, cause: { errorCode: 'ECONNREFUSED' } },
    });
  });

  test("an SDK's error loses the request it carries, and its credentials with it", () => {
    const error = Object.assign(new Error('Request failed with status code 401'), {
      code: 'ERR_BAD_REQUEST',
      response: { status: 401, data: 'hidden-word', headers: { authorization: 'hidden-word' } },
      config: { headers: { Authorization: 'Bearer hidden-word' }, auth: { password: 'hidden-word' } },
    });
    const record = errorRecord(error);
    expect(record).toMatchObject({ errorCode: 'ERR_BAD_REQUEST', status: 401 });
    expect(JSON.stringify(record)).not.toContain('hidden-word');
  });

  test.each([
    () => JSON.parse('{"email": hidden-word}'),
    () => JSON.parse('hidden-word'),
    () => {
      throw Object.assign(new Error('invalid input syntax for type uuid: "hidden-word"'), {
        code: '22P02',
        detail: 'Key (email)=(hidden-word)',
      });
    },
  ])('what a parser quotes of its input is dropped', (fail) => {
    try {
      fail();
    } catch (error) {
      expect(JSON.stringify(errorRecord(error))).not.toContain('hidden-word');
    }
    expect.assertions(1);
  });

  test('an error that is its own cause ends', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(JSON.stringify(errorRecord(error)).split('round and round')).toHaveLength(10);
  });

  test('something that is no error is not printed', () => {
    expect(errorRecord('hidden-word')).toEqual({ name: 'string', message: 'Something that is no error was thrown' });
  });
});
