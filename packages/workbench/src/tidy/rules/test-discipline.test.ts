import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { expectation, sleep, testDiscipline } from './test-discipline.ts';

const suite = (text: string) => [trackFile('packages/a/test/a.test.ts', text)];

test.each([
  "it.only('a', run);",
  "test.skip('a', run);",
  "describe.skip('a', run);",
  "it.todo('a');",
  "test.concurrent.only('a', run);",
  "it.skip.each([1])('a', run);",
  "xit('a', run);",
  "fdescribe('a', run);",
])('every test runs: %s', (text) => {
  expect(testDiscipline(suite(text))[0]).toMatchObject({ line: 1, rule: 'test-discipline' });
});

test('a test passes at its first attempt', () => {
  expect(testDiscipline(suite('\njest.retryTimes(3);'))).toMatchObject([{ line: 2 }]);
});

test('our own code is not replaced', () => {
  expect(testDiscipline(suite("jest.mock('./a.ts');"))).toHaveLength(1);
  expect(testDiscipline(suite("jest.unstable_mockModule('./a.ts', make);"))).toHaveLength(1);
});

test('a table of tests and a list of skipped posts are fine', () => {
  expect(testDiscipline(suite("it.each([1])('a', run); posts.skip(); page.only.run();"))).toEqual([]);
});

test('a test file without an expectation is refused', () => {
  expect(expectation(suite("test('a', () => { run(); });"))).toMatchObject([{ rule: 'expectation', line: 1 }]);
});

test('an expectation counts in every form, and where a contract suite holds it', () => {
  expect(expectation(suite("test('a', () => { expect(1).toBe(1); });"))).toEqual([]);
  expect(expectation(suite("test('a', async () => { await expect(run()).rejects.toThrow(); });"))).toEqual([]);
  expect(expectation(suite("import { emailSender } from './email-sender.contract.ts';\nemailSender(make);"))).toEqual(
    [],
  );
});

test('a test does not sleep, whichever timer it takes', () => {
  expect(sleep(suite('\nawait new Promise((wake) => setTimeout(wake, 100));'))).toMatchObject([
    { line: 2, rule: 'sleep' },
  ]);
  expect(sleep(suite("import { setTimeout } from 'node:timers/promises';"))).toHaveLength(1);
});

test('a limit after which a test gives up is no sleep', () => {
  expect(sleep(suite('const limit = setTimeout(() => socket.destroy(), 2_000);'))).toEqual([]);
});

test('what polls for a condition may hold a timer', () => {
  expect(sleep([trackFile('packages/a/test/wait-until.ts', 'setTimeout(poll, 20);')])).toEqual([]);
});
