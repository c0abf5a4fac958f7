import { json, problem, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { runProgress } from '../intake/run-progress.ts';
import { runAnswer, toldRun } from './discovery-answers.ts';
import { refusalOf } from './operator-token.ts';
import type { DiscoveryOffer } from './post-discover-and-execute.ts';

/** `GET /integration/discovery-runs/{runId}`: how far a run is, source by source. */
export function getDiscoveryRun({ mode, tenantId, token }: DiscoveryOffer): Route {
  return route({
    method: 'get',
    path: '/integration/discovery-runs/:runId',
    summary: 'How far a run of discovery is',
    params: z.object({ runId: z.uuid() }),
    answers: runAnswer,
    async handle(context) {
      const refusal = refusalOf(mode, token, context.headers['authorization']);
      if (refusal !== undefined) return refusal;
      const progress = await runProgress(context, tenantId, context.params.runId);
      if (progress === undefined) return problem(404, 'not_found', 'Not found', 'There is no such run');
      return json(runAnswer.parse(toldRun(progress)));
    },
  });
}
