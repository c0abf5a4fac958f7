export { planChaos, type RunArguments, replayCommand } from './chaos-plan.ts';
export { PostFeed } from './feed-posts.ts';
export { judgeSystem } from './judge-system.ts';
export { playClients } from './play-clients.ts';
export { runChaos } from './run-chaos.ts';
export { type Finding, searchEverything } from './search-everything.ts';
export { walkDeal } from './walk-deal.ts';
