export { LAUNCHER_SETTINGS } from './launcher-settings.ts';
export { readJsonFile, writePrivateJson } from './private-file.ts';
export { ensureSecrets, type Secrets } from './secrets.ts';
export { loginsOf, type ServerAddresses, signedIn } from './service-logins.ts';
export { sandboxWebhooks, systemSettings } from './system-settings.ts';
