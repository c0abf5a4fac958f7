export type { RawEvent } from './broker-tap.ts';
export { OtlpSink, type SeenLog, type SeenMetric, type SeenSpan } from './otlp-sink.ts';
export { type PrivateServer, startTestNats, startTestPostgres } from './private-server.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type SettleOptions, settle } from './settle.ts';
export { startTestService, type TestService } from './start-test-service.ts';
export { type TestBrokers, testBrokers } from './test-brokers.ts';
export { createTestDatabase, type DatabaseTemplate, type TestDatabase } from './test-database.ts';
export { TestSystem, type TestSystemOptions } from './test-system.ts';
