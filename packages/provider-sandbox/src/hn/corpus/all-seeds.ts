import type { SeedPost } from '../seed-post.ts';
import { freelancerDemandSeeds } from './freelancer-demand.ts';
import { freelancerOtherSeeds } from './freelancer-others.ts';
import { hiringSeeds } from './hiring.ts';
import { pastThreadSeeds } from './past-thread.ts';
import { storySeeds } from './stories.ts';
import { threadSeeds } from './threads.ts';

/** Every invented post. Ids are fixed, so a test can name one. */
export const allSeeds: readonly SeedPost[] = [
  ...threadSeeds,
  ...freelancerDemandSeeds,
  ...freelancerOtherSeeds,
  ...hiringSeeds,
  ...pastThreadSeeds,
  ...storySeeds,
];
