import { opsDraft } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted } from '../session.ts';

interface DraftOptions extends ActingOptions {
  readonly tenant: string;
  readonly json?: true;
}

const SAYS = {
  drafted: 'is drafted',
  not_drafted: 'is not drafted: none of the services fits, see contract.not_drafted',
  decided_before: 'was decided about before',
  waiting: 'waits until its author can be reached',
} as const;

/** `loop draft`: has a contract drafted for an opportunity whose run drafts none by itself. */
export function addDraft(program: Program): void {
  acting(newCommand(program.root, 'draft <opportunity>', 'draft a contract that its run left to you'))
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action((opportunityId: string, { actor, json, reason, tenant: tenantId }: DraftOptions) =>
      runIn(program, async (session) => {
        const answer = await ask(session, opsDraft, 'client-portal', { actor, reason, tenantId, opportunityId });
        const { state } = granted(answer, 'See `loop trace <opportunity>`');
        session.terminal.out(
          json ? `${JSON.stringify({ opportunityId, state })}\n` : `${opportunityId} ${SAYS[state]}\n`,
        );
        return EXIT.done;
      }),
    );
}
