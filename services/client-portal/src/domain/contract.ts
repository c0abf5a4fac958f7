/** Where a contract stands between the draft and its end. */
export type ContractStatus = 'drafted' | 'presented' | 'viewed' | 'signed' | 'completed' | 'declined' | 'withdrawn';

/** What of a contract its decisions depend on. */
export interface ContractState {
  readonly status: ContractStatus;
  /** Newest version; the only one that can be viewed, signed or declined. */
  readonly version: number;
  readonly statementSha256: string;
  readonly validUntil: Date;
}

/** What can be asked of a contract. Times are domain time. */
export type ContractCommand =
  | { readonly type: 'present' }
  | { readonly type: 'view' }
  | { readonly type: 'sign'; readonly version: number; readonly statementSha256: string; readonly at: Date }
  | { readonly type: 'decline'; readonly version: number }
  | { readonly type: 'complete'; readonly released: readonly boolean[] }
  | { readonly type: 'withdraw' };

/** What then happened: each is the status it leads to. */
export type ContractEvent = 'presented' | 'viewed' | 'signed' | 'declined' | 'completed' | 'withdrawn';

/** Why it did not. `detail` is a sentence for whoever asked. */
export interface ContractRefusal {
  readonly refused: 'version_changed' | 'already_signed' | 'expired' | 'not_signed' | 'not_released' | 'closed';
  readonly detail: string;
}

/** What was decided: the events, none where the command changes nothing any more; or a refusal. */
export type ContractDecision = { readonly events: readonly ContractEvent[] } | ContractRefusal;

/** An event that a command leads to; `nothing`: it comes late or twice, and that is fine. Absent: refused. */
type Cell = ContractEvent | 'nothing';

const OPEN = { view: 'viewed', sign: 'signed', decline: 'declined', withdraw: 'withdrawn' } as const;

/**
 * Every state and what leads out of it. `present` never takes anything back: the message about a contract may be
 * reported after the client has opened, signed or declined it.
 */
export const CONTRACT_TRANSITIONS: Readonly<
  Record<ContractStatus, Partial<Readonly<Record<ContractCommand['type'], Cell>>>>
> = {
  drafted: { ...OPEN, present: 'presented' },
  presented: { ...OPEN, present: 'nothing' },
  viewed: { ...OPEN, present: 'nothing', view: 'nothing' },
  signed: { present: 'nothing', view: 'nothing', complete: 'completed' },
  completed: { present: 'nothing', view: 'nothing', complete: 'nothing' },
  declined: { present: 'nothing', decline: 'nothing' },
  withdrawn: { present: 'nothing', withdraw: 'nothing' },
};

/** Decides a command. Never throws; what may not happen is refused aloud. */
export function decideContract(state: ContractState, command: ContractCommand): ContractDecision {
  const cell = CONTRACT_TRANSITIONS[state.status][command.type];
  if (cell === undefined) return refusedBy(state.status, command.type);
  if (cell === 'nothing') return { events: [] };
  return guard(state, command) ?? { events: [cell] };
}

function guard(state: ContractState, command: ContractCommand): ContractRefusal | null {
  switch (command.type) {
    case 'sign':
      if (command.version !== state.version || command.statementSha256 !== state.statementSha256) return CHANGED;
      return command.at > state.validUntil
        ? { refused: 'expired', detail: 'This offer has expired. Reply to our email and we will send a new one.' }
        : null;
    case 'decline':
      return command.version === state.version ? null : CHANGED;
    case 'complete':
      return command.released.length > 0 && command.released.every(Boolean)
        ? null
        : { refused: 'not_released', detail: 'Not every milestone is released yet.' };
    default:
      return null;
  }
}

const CHANGED: ContractRefusal = {
  refused: 'version_changed',
  detail: 'The statement has changed since you opened this page. Read the new version before you decide.',
};

function refusedBy(status: ContractStatus, command: ContractCommand['type']): ContractRefusal {
  if (status === 'signed' || status === 'completed') {
    return { refused: 'already_signed', detail: 'This contract is signed already.' };
  }
  if (command === 'complete') return { refused: 'not_signed', detail: 'This contract is not signed.' };
  return { refused: 'closed', detail: 'This offer is closed.' };
}
