/** Where the containers find one another, and people find them: what docker-compose.yml says, which a test compares. */
export const ADDRESSES = {
  postgres: 'postgres:5432/loop',
  nats: 'nats:4222',
  sandboxPort: 4010,
  sandbox: 'http://provider-sandbox:4010',
  webhooks: 'http://inbound-channels:8080/webhooks',
  portalForPeople: 'http://127.0.0.1:4000',
  outreachForPeople: 'http://127.0.0.1:4001',
} as const;
