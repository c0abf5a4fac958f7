import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeRequested, contractDeclined, contractSigned } from '@loop/contracts';
import { type Deal, PortalWorld } from './portal-world.ts';

let world: PortalWorld;
let deal: Deal;
let cookie: string;
let room: string;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

beforeEach(async () => {
  deal = await world.draft();
  cookie = await world.enter(deal);
  room = `/client-room/${deal.contractId}`;
});

async function codeFor(): Promise<string> {
  await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
  return world.receiveCode(deal, 'sign');
}

/** Some eight digits that are not the code. */
function wrong(code: string): string {
  return String((Number(code) + 1) % 10 ** 8).padStart(8, '0');
}

describe('signing', () => {
  it('takes the code, the name and the consent, and publishes exactly what was signed', async () => {
    const code = await codeFor();
    expect((await world.post(`${room}/sign`, world.signature(deal, code), cookie)).status).toBe(303);
    const [signed] = await world.eventuallyAbout(contractSigned, deal.contractId);
    expect(signed).toMatchObject({
      version: 1,
      statementSha256: deal.draft.statementSha256,
      totalMinor: deal.draft.totalMinor,
      mode: 'test',
    });
    const [evidence] = await world.system.sql<{ record: string }>(
      'SELECT record FROM client_portal.evidence WHERE evidence_id = $1',
      [signed?.evidenceId],
    );
    expect(JSON.parse(evidence?.record ?? '{}')).toMatchObject({
      signerName: 'Mira Lampwright',
      statementSha256: deal.draft.statementSha256,
      disclosureVersion: 'electronic-signature/1',
    });
    expect((await world.room(deal, cookie)).next).toBe('pay');
  });

  it('is once, even when the button is pressed ten times', async () => {
    const code = await codeFor();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post(`${room}/sign`, world.signature(deal, code), cookie)),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([303]));
    const outbox = await world.system.sql(
      `SELECT 1 FROM client_portal.outbox WHERE subject = 'contract.signed' AND key = $1`,
      [deal.contractId],
    );
    expect(outbox).toHaveLength(1);
  });

  it('refuses the version that was edited while the client read, and keeps the code for the new one', async () => {
    const code = await codeFor();
    await world.system.sql(
      `INSERT INTO client_portal.contract_versions (tenant_id, contract_id, version, statement, statement_sha256, valid_until, drafted_at)
       SELECT tenant_id, contract_id, 2, statement, $2, valid_until, now() FROM client_portal.contract_versions WHERE contract_id = $1`,
      [deal.contractId, 'e'.repeat(64)],
    );
    await world.system.sql('UPDATE client_portal.contracts SET version = 2 WHERE contract_id = $1', [deal.contractId]);
    const old = await world.post(`${room}/sign`, world.signature(deal, code), cookie);
    expect(old.status).toBe(409);
    expect(old.body).toContain('The statement has changed');
    expect((await world.room(deal, cookie)).next).toBe('sign');
    const edited = { ...world.signature(deal, code), version: '2', statementSha256: 'e'.repeat(64) };
    expect((await world.post(`${room}/sign`, edited, cookie)).status).toBe(303);
  });

  it('never lets anybody edit a version', async () => {
    const edit = world.system.sql(
      `UPDATE client_portal.contract_versions SET statement = '{}' WHERE contract_id = $1`,
      [deal.contractId],
    );
    await expect(edit).rejects.toThrow('a version of a statement is never edited');
  });

  it('says at the field what is missing, and keeps the name', async () => {
    const code = await codeFor();
    const { consent: _consent, ...without } = world.signature(deal, code);
    const answer = await world.post(`${room}/sign`, without, cookie);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('Tick the box to sign.');
    expect(answer.body).toContain('value="Mira Lampwright"');
  });

  it('is not possible after the offer has expired', async () => {
    const code = await codeFor();
    await world.system.sql('ALTER TABLE client_portal.contract_versions DISABLE TRIGGER statement_is_never_edited');
    await world.system.sql(
      `UPDATE client_portal.contract_versions SET valid_until = now() - interval '1 minute' WHERE contract_id = $1`,
      [deal.contractId],
    );
    await world.system.sql('ALTER TABLE client_portal.contract_versions ENABLE TRIGGER statement_is_never_edited');
    const answer = await world.post(`${room}/sign`, world.signature(deal, code), cookie);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('This offer has expired');
  });
});

describe('a code', () => {
  it('is asked for by email, without being in the event', async () => {
    await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
    const [request] = await world.eventuallyAbout(codeRequested, deal.contractId);
    expect(request).toMatchObject({ purpose: 'sign', contactId: deal.contactId });
    expect(Object.keys(request ?? {}).sort()).toEqual([
      'codeRequestId',
      'contactId',
      'contractId',
      'expiresAt',
      'purpose',
    ]);
  });

  it('is one email when the button is pressed twice', async () => {
    await Promise.all([1, 2, 3].map(() => world.post(`${room}/code`, { purpose: 'sign' }, cookie)));
    const rows = await world.system.sql('SELECT 1 FROM client_portal.code_requests WHERE contract_id = $1', [
      deal.contractId,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('is dead after five wrong attempts, the right one included', async () => {
    const code = await codeFor();
    for (let i = 0; i < 5; i++) {
      const answer = await world.post(`${room}/sign`, world.signature(deal, wrong(code)), cookie);
      expect(answer.status).toBe(422);
      expect(answer.body).toContain('That is not the code we sent');
    }
    const right = await world.post(`${room}/sign`, world.signature(deal, code), cookie);
    expect(right.status).toBe(422);
    expect(right.body).toContain('Too many wrong codes');
    expect((await world.room(deal, cookie)).status).toBe('viewed');
  });

  it('no longer works once its sender has asked for another', async () => {
    const first = await codeFor();
    const second = await world.receiveCode(deal, 'sign');
    expect((await world.post(`${room}/sign`, world.signature(deal, first), cookie)).status).toBe(422);
    expect((await world.post(`${room}/sign`, world.signature(deal, second), cookie)).status).toBe(303);
  });

  it('ends after ten minutes', async () => {
    const code = await codeFor();
    await world.system.sql(
      `UPDATE client_portal.code_requests SET expires_at = now() - interval '1 second' WHERE contract_id = $1`,
      [deal.contractId],
    );
    const answer = await world.post(`${room}/sign`, world.signature(deal, code), cookie);
    expect(answer.body).toContain('This code has expired');
  });

  it('proves nothing for another contract', async () => {
    const code = await codeFor();
    const other = await world.draft();
    const otherCookie = await world.enter(other);
    await world.post(`/client-room/${other.contractId}/code`, { purpose: 'sign' }, otherCookie);
    await world.receiveCode(other, 'sign');
    const answer = await world.post(`/client-room/${other.contractId}/sign`, world.signature(other, code), otherCookie);
    expect(answer.status).toBe(422);
  });

  it('is not sent for what nobody waits for', async () => {
    const milestoneId = deal.draft.milestones[0]?.milestoneId ?? '';
    const answer = await world.post(`${room}/code`, { purpose: 'approve', milestoneId }, cookie);
    expect(answer.status).toBe(409);
  });

  it('is given to its sender only while it can be used', async () => {
    await codeFor();
    const [row] = await world.system.sql<{ code_request_id: string }>(
      'UPDATE client_portal.code_requests SET used_at = now() WHERE contract_id = $1 RETURNING code_request_id',
      [deal.contractId],
    );
    expect(await world.code(deal.tenantId, row?.code_request_id ?? '')).toMatchObject({ refused: 'revoked' });
    expect(await world.code(deal.tenantId, deal.contractId)).toMatchObject({ refused: 'not_found' });
  });
});

describe('declining', () => {
  it('closes the offer, once, with the client’s own words', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await world.post(`${room}/decline`, { version: '1', reason: 'Found somebody already' }, cookie);
      expect(answer.status).toBe(303);
    }
    const declined = await world.eventuallyAbout(contractDeclined, deal.contractId);
    expect(declined).toHaveLength(1);
    expect(declined[0]?.reason).toBe('Found somebody already');
    expect((await world.room(deal, cookie)).next).toBe('declined');
  });
});
