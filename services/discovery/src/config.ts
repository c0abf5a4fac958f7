import { serviceConfig } from '@loop/runtime';

/** What discovery reads from the environment: the base settings only; Hacker News takes no key. */
export const config = serviceConfig('discovery', {});
