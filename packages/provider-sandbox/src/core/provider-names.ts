/** Whom the sandbox plays: log entries and fault switches name them. */
export const PROVIDER_NAMES = [
  'hn',
  'sendgrid',
  'stripe',
  'paypal',
  'reddit',
  'x',
  'github',
  'feeds',
  'perplexity',
  'dns',
  'pages',
] as const;
