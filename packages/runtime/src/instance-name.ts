import { hostname } from 'node:os';

/** What tells this process from other instances of its service: `4f1c2a9be010:1` in a container, host and process id. */
export const INSTANCE_NAME = `${hostname()}:${process.pid}`;
