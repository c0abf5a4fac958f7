import { serviceConfig } from '@loop/runtime';

/** What enrichment reads from the environment: the base settings only; it calls nobody. */
export const config = serviceConfig('enrichment', {});
