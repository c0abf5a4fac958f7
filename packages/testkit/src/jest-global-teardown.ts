import { stopTestBrokers } from './test-brokers.ts';

/** Jest runs this once, after the last test. */
export default stopTestBrokers;
