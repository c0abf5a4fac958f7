/**
 * True when `error` is a system error with one of these codes, such as `ENOENT` or `ESRCH`. Judged by its shape, since
 * Node's own errors are no instances of the `Error` of a Jest test's realm.
 */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}
