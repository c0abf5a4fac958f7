import { resolve } from 'node:path';

/** The descriptions and fixtures beside the repository; only conformance tests read them. */
export const sharedFolder = resolve(import.meta.dirname, '../../../../shared');
