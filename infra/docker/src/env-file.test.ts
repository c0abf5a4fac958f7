import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { renderEnvFile } from './env-file.ts';

describe('a settings file', () => {
  test('gives every value back as it was', () => {
    const settings = {
      LOOP_PLAIN: 'postgres://user:pass@host/db?x=1#y',
      LOOP_JSON: JSON.stringify({ pem: '-----BEGIN KEY-----\nabc\n-----END KEY-----\n' }),
      LOOP_APOSTROPHE: "Mara O'Brien \\n not a line's end",
      LOOP_BACKTICK: "it's `quoted`",
      LOOP_SPACES: '  kept  ',
      LOOP_LINES: 'one\ntwo',
    };
    expect({ ...parseEnv(renderEnvFile(settings)) }).toEqual(settings);
  });

  test('leaves out what has no value', () => {
    expect(renderEnvFile({ LOOP_A: undefined, LOOP_B: 'b' })).toBe("LOOP_B='b'\n");
  });

  test('refuses a value that it cannot hold, without repeating it', () => {
    const attempt = () => renderEnvFile({ LOOP_ODD: `hidden'"\`` });
    expect(attempt).toThrow(/LOOP_ODD/);
    expect(attempt).not.toThrow(/hidden/);
  });
});
