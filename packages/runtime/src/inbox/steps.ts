import type { SetHandler, SingleHandler } from '../bus/handler.ts';
import type { Incoming } from './incoming.ts';

/** Events of a batch that are handled in one go: one by one, or by one set-based handler together. */
export type Step =
  | { readonly kind: 'one by one'; readonly items: Incoming[] }
  | { readonly kind: 'together'; readonly items: Incoming[]; readonly handler: SetHandler };

/**
 * Puts a batch's events into as few steps as go without handling an event before an earlier one of its tenant and key.
 * Within a step they keep their order.
 */
export function stepsOf(items: readonly Incoming[]): readonly Step[] {
  const [first] = items;
  if (first === undefined) return [];
  if (items.every((item) => item.handler === first.handler)) return [stepOf(first.handler, [...items])];
  const steps: Step[] = [];
  /** The last step of each handler; those for single events share theirs. */
  const open = new Map<SetHandler | undefined, number>();
  /** The last step that holds an event of a tenant and key. */
  const lastOf = new Map<string, number>();
  for (const item of items) {
    const handler = isSetBased(item.handler) ? item.handler : undefined;
    const slot = `${item.delivery.tenantId}${item.delivery.key}`;
    let at = open.get(handler);
    if (at === undefined || at < (lastOf.get(slot) ?? 0)) {
      at = steps.length;
      steps.push(stepOf(item.handler, []));
      open.set(handler, at);
    }
    lastOf.set(slot, at);
    steps[at]?.items.push(item);
  }
  return steps;
}

function stepOf(handler: SetHandler | SingleHandler, items: Incoming[]): Step {
  return isSetBased(handler) ? { kind: 'together', items, handler } : { kind: 'one by one', items };
}

function isSetBased(handler: SetHandler | SingleHandler): handler is SetHandler {
  return 'handleMany' in handler;
}
