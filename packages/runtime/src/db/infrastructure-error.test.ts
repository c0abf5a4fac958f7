import { describe, expect, test } from '@jest/globals';
import { NoRespondersError, PermissionViolationError, TimeoutError } from '@nats-io/transport-node';
import { isInfrastructure } from './infrastructure-error.ts';

const withCode = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('a failure of the infrastructure', () => {
  test.each([
    withCode('08006'),
    withCode('57P01'),
    withCode('53300'),
    withCode('ECONNREFUSED'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new NoRespondersError('payments.open_checkout'),
    new TimeoutError(),
    new Error('decision failed', { cause: withCode('ECONNRESET') }),
  ])('is told from a failure of the work: %p', (error) => {
    expect(isInfrastructure(error)).toBe(true);
  });

  test.each([
    withCode('23505'),
    withCode('22P02'),
    withCode('57014'),
    new PermissionViolationError('no', 'publish', 'contract.signed'),
    new Error('bug'),
    'a string',
    undefined,
  ])('is not seen in %p', (error) => {
    expect(isInfrastructure(error)).toBe(false);
  });
});
