/**
 * An inline script under the answer's nonce. `source` is written as it is: it must be a constant of ours, never anything
 * that came from outside, and must not hold `</script`. Throws when it does: a bug.
 */
export function InlineScript({ nonce, source }: { readonly nonce: string; readonly source: string }) {
  if (/<\/script/i.test(source)) throw new Error('An inline script cannot hold its own end tag');
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: source }} />;
}
