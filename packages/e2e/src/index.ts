export { type ChaosPlan, planChaos, type RunArguments, replayCommand } from './chaos-plan.ts';
export { type ChaosOutcome, runChaos } from './run-chaos.ts';
export { walkDeal } from './walk-deal.ts';
