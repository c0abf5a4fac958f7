import { opsStatus, SERVICES } from '@loop/contracts';
import type { RunningSystem } from './system/start-system.ts';

/** One line for each provider: which mode it is in, or that it is off and what is missing. Services that stay silent are left out. */
export async function providerLines({ operator }: RunningSystem): Promise<readonly string[]> {
  const answers = await Promise.allSettled(
    SERVICES.map(async (service) => ({ service, answer: await operator.request(opsStatus.request(service), {}) })),
  );
  return answers.flatMap((settled) => {
    if (settled.status === 'rejected' || 'refused' in settled.value.answer) return [];
    const { service, answer } = settled.value;
    return answer.ok.providers.map(({ provider, state, missing }) => {
      const detail = state === 'off' ? `off, missing ${missing.join(', ')}` : state;
      return `  ${service.padEnd(17)} ${provider.padEnd(18)} ${detail}`;
    });
  });
}
