import { startTestBrokers } from './test-brokers.ts';

/** Jest runs this once, in the process that starts the workers, before the first test of a project that names it. */
export default startTestBrokers;
