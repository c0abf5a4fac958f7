import { describe, expect, it } from '@jest/globals';
import {
  CONTRACT_TRANSITIONS,
  type ContractCommand,
  type ContractState,
  type ContractStatus,
  decideContract,
} from './contract.ts';

const SHA = 'a'.repeat(64);
const AT = new Date('2026-11-20T09:00:00Z');

function contract(status: ContractStatus): ContractState {
  return { status, version: 2, statementSha256: SHA, validUntil: new Date('2026-12-01T00:00:00Z') };
}

const SIGN: ContractCommand = { type: 'sign', version: 2, statementSha256: SHA, at: AT };

describe('a contract', () => {
  it('goes from draft to completion', () => {
    const commands: ContractCommand[] = [
      { type: 'present' },
      { type: 'view' },
      SIGN,
      { type: 'complete', released: [true, true] },
    ];
    let status: ContractStatus = 'drafted';
    for (const command of commands) {
      const decision = decideContract(contract(status), command);
      if ('events' in decision) status = decision.events.at(-1) ?? status;
    }
    expect(status).toBe('completed');
  });

  it('can be opened and signed before anybody reports that it was presented', () => {
    expect(decideContract(contract('drafted'), SIGN)).toEqual({ events: ['signed'] });
    expect(decideContract(contract('signed'), { type: 'present' })).toEqual({ events: [] });
  });

  it.each([
    ['version', { ...SIGN, version: 1 }],
    ['text', { ...SIGN, statementSha256: 'b'.repeat(64) }],
  ])('is not signed by someone who read another %s', (_what, command) => {
    expect(decideContract(contract('viewed'), command)).toMatchObject({ refused: 'version_changed' });
  });

  it('is not signed after the offer has expired', () => {
    const late = { ...SIGN, at: new Date('2026-12-02T00:00:00Z') };
    expect(decideContract(contract('viewed'), late)).toMatchObject({ refused: 'expired' });
  });

  it('is signed once', () => {
    expect(decideContract(contract('signed'), SIGN)).toMatchObject({ refused: 'already_signed' });
    expect(decideContract(contract('declined'), SIGN)).toMatchObject({ refused: 'closed' });
  });

  it('is completed only when everything is released', () => {
    expect(decideContract(contract('signed'), { type: 'complete', released: [true, false] })).toMatchObject({
      refused: 'not_released',
    });
    expect(decideContract(contract('signed'), { type: 'complete', released: [] })).toMatchObject({
      refused: 'not_released',
    });
    expect(decideContract(contract('viewed'), { type: 'complete', released: [true] })).toMatchObject({
      refused: 'not_signed',
    });
  });

  it('is viewed once a version, and never again after it is closed', () => {
    expect(decideContract(contract('viewed'), { type: 'view' })).toEqual({ events: [] });
    expect(decideContract(contract('withdrawn'), { type: 'view' })).toMatchObject({ refused: 'closed' });
  });

  it('reaches every state from the draft', () => {
    const reached = new Set<ContractStatus>(['drafted']);
    for (const status of reached) {
      for (const cell of Object.values(CONTRACT_TRANSITIONS[status])) if (cell !== 'nothing') reached.add(cell);
    }
    expect([...reached].sort()).toEqual(Object.keys(CONTRACT_TRANSITIONS).sort());
  });
});
