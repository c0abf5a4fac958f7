import { randomUUID } from 'node:crypto';
import { opsForget, opsForgetPlan } from '@loop/contracts';
import { auditAct, type Responder, respond } from '@loop/runtime';
import { findPerson, type Person } from '../decisions/find-person.ts';
import { forget, tellerOf } from '../decisions/forget.ts';
import { countPeople } from '../store/people.ts';

const told = ({ authors, contactId, identities, opportunityIds }: Person) => ({
  contactId,
  opportunityIds: [...opportunityIds],
  identities: [...identities],
  authors: [...authors],
});

/** The audit is kept for ever: who is named in it is not forgotten. */
const namesThem = ({ values }: Person, reason: string): boolean =>
  values.some((value) => reason.toLowerCase().includes(value.toLowerCase()));

/** Answers `forget_plan` and `forget`: whom and what it would take, and doing it. */
export function forgetResponders(): readonly Responder[] {
  return [
    respond(opsForgetPlan.request('enrichment'), async ({ input, read }) => {
      const person = await read(input.tenantId, (tx) => findPerson(tx, input));
      return 'refused' in person ? person : { ok: told(person) };
    }),
    respond(opsForget.request('enrichment'), ({ decide, input }) =>
      // Asked again it is another order: posts may have been found since.
      decide(input.tenantId, { cause: `forget ${randomUUID()}` }, async (decision) => {
        const person = await findPerson(decision.tx, input);
        if ('refused' in person) return person;
        if (namesThem(person, input.reason)) {
          const detail = 'The reason is kept in the audit: say why without naming them';
          return { refused: 'reason_names_person', detail };
        }
        const counts = await countPeople(decision.tx, person.contactIds, person.opportunityIds);
        const eventIds = await forget(tellerOf(decision), { ...person, basis: 'request' });
        await auditAct(decision.tx, input, 'forget', { contactId: person.contactId, ...counts });
        return { ok: { ...told(person), eventIds: [...eventIds] } };
      }),
    ),
  ];
}
