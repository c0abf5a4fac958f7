import { DEPLOYABLES } from '@loop/deployables';
import type { Effect, Outcome, ServiceDefinition } from '@loop/runtime';
import type { Bed } from '../harness/bed.ts';

/** What a rail answers about what an effect asks, without a call. */
export type Answers = Readonly<Record<string, (intent: Readonly<Record<string, unknown>>) => Outcome>>;

/**
 * The payments service as it is deployed, but for its rails: an effect named in `answers` is answered from what is stored, any
 * other throws. Nothing is due by itself, and no provider's rate holds anything back.
 */
export function paymentsFromStore(bed: Bed, answers: Answers): ServiceDefinition {
  const deployable = DEPLOYABLES.find(({ config }) => config.service === 'payments');
  if (deployable === undefined) throw new Error('payments is not deployed');
  const settings = Object.entries(bed.system.configOf('payments')).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const key = { LOOP_STRIPE_SECRET_KEY: 'sk_test_of_nobody' };
  const { callRates: _rates, ...definition } = deployable.definition({ ...Object.fromEntries(settings), ...key });
  const effects = definition.effects.map((effect): Effect => {
    const perform = async ({ intent }: { intent: unknown }): Promise<Outcome> => {
      const answer = answers[effect.name];
      if (answer === undefined) throw new Error(`Nothing is stored for ${effect.name}`);
      return answer(intent as Readonly<Record<string, unknown>>);
    };
    return { ...effect, perform };
  });
  return { ...definition, effects, schedules: [] };
}
