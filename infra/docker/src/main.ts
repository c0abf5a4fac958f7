// The setup step of docker-compose.yml: makes this installation's secrets once, and tells every container its own.
import { chownSync } from 'node:fs';
import { ensureSecrets } from '@loop/installation';
import { ConfigError } from '@loop/runtime';
import { containerSettings } from './container-settings.ts';
import { writeSettings } from './write-settings.ts';

try {
  const secrets = ensureSecrets('/secrets/secrets.json', {
    own: ['databasePassword'],
    remedy: 'restore its volume, or remove all volumes to begin anew',
  });
  writeSettings('/settings', containerSettings(process.env, secrets));
  // A new volume belongs to root; their images do not all say whose it should be.
  for (const state of ['/state/nats', '/state/provider-sandbox']) chownSync(state, 1000, 1000);
  chownSync('/state/postgres', 999, 999);
  chownSync('/state/otel-collector', 10_001, 10_001);
  console.log('Every container has its settings');
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 78;
}
