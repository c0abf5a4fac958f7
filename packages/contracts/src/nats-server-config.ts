import { type BrokerUser, brokerUsers } from './broker-users.ts';
import type { Requester } from './define.ts';

/** What a `nats-server` configuration needs besides the registry. */
export interface NatsServerOptions {
  /** One password for each broker user, 16 to 200 printable characters without quotes, spaces or backslashes. */
  readonly passwords: Readonly<Record<Requester, string>>;
  /** Where JetStream keeps its files; the server's own default when absent. */
  readonly storeDir?: string;
  /** `host:port` to listen on; absent when the command line says it (`-a`, `-p`). */
  readonly listen?: string;
  /** Room for all streams; without it three quarters of what the disk has free when the server starts. */
  readonly maxFileStoreBytes?: number;
  /** Flush each message to disk before acknowledging it. For production: costs about three quarters of the throughput. */
  readonly syncAlways?: boolean;
}

/** A value of the configuration language: double-quoted strings are taken literally, `$` included. */
function quoted(value: string): string {
  if (/["\\\p{Cc}]/u.test(value)) throw new Error('A broker setting holds a quote, a backslash or a control character');
  return `"${value}"`;
}

function subjectList(subjects: readonly string[]): string {
  return `[\n${subjects.map((subject) => `          ${quoted(subject)}`).join(',\n')}\n        ]`;
}

function userBlock(user: BrokerUser, password: string): string {
  if (!/^[!-~]{16,200}$/.test(password))
    throw new Error(`Password of broker user ${user.user} is not 16 to 200 characters`);
  const answers =
    user.answerWithinMs === undefined
      ? ''
      : `\n        allow_responses: { max: 1, expires: "${Math.ceil(user.answerWithinMs / 1000)}s" }`;
  return `    {
      user: ${quoted(user.user)}, password: ${quoted(password)}
      permissions: {
        publish: { allow: ${subjectList(user.publish)} }
        subscribe: { allow: ${subjectList(user.subscribe)} }${answers}
      }
    }`;
}

/**
 * The text of a configuration file for `nats-server` (https://docs.nats.io/running-a-nats-service/configuration) with
 * JetStream and exactly the users and permissions of the registry. It holds the passwords: write it readable to its owner only.
 * Throws when a password or setting cannot be written down safely; the message never contains it.
 */
export function natsServerConfig(options: NatsServerOptions): string {
  const users = brokerUsers().map((user) => userBlock(user, options.passwords[user.user]));
  const listen = options.listen === undefined ? '' : `listen: ${quoted(options.listen)}\n`;
  const storeDir = options.storeDir === undefined ? '' : `\n  store_dir: ${quoted(options.storeDir)}`;
  const room =
    options.maxFileStoreBytes === undefined ? '' : `\n  max_file_store: ${Math.ceil(options.maxFileStoreBytes)}`;
  const sync = options.syncAlways === true ? '\n  sync_interval: always' : '';
  return `# Generated from packages/contracts. Edit the registry, not this file.
${listen}max_payload: 1MB
jetstream: {${storeDir}${room}${sync}
}
authorization: {
  users: [
${users.join('\n')}
  ]
}
`;
}
