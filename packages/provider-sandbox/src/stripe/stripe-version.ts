/** The API version the sandbox speaks: the one `stripe` 23.1.0 is pinned to. A test compares them. */
export const stripeApiVersion = '2026-10-28.endive';
