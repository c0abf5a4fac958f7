export { runLoop } from './run-loop.ts';
export type { Terminal } from './terminal.ts';
