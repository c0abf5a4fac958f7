/**
 * Splits an amount in whole minor units by weights, so that the parts add up to it exactly: every part gets the whole
 * units of its share, and those left over go to the largest remainders, earlier parts first where these are equal
 * (https://en.wikipedia.org/wiki/Quota_method). Throws without a positive weight, and on figures that are not whole.
 */
export function splitAmount(amountMinor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || weights.some((weight) => weight < 0)) throw new Error('An amount is split by positive weights');
  if (![amountMinor, ...weights].every((figure) => Number.isSafeInteger(figure * total)) || amountMinor < 0) {
    throw new Error('Only whole minor units can be split, by whole weights');
  }
  const shares = weights.map((weight, index) => {
    const remainder = (amountMinor * weight) % total;
    return { index, whole: (amountMinor * weight - remainder) / total, remainder };
  });
  const left = amountMinor - shares.reduce((sum, share) => sum + share.whole, 0);
  const lucky = new Set(
    [...shares]
      .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
      .slice(0, left)
      .map((share) => share.index),
  );
  return shares.map((share) => share.whole + (lucky.has(share.index) ? 1 : 0));
}
