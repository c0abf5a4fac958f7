import { describeSchema, provisionDatabase } from '@loop/runtime';
import { startTestPostgres } from '@loop/testkit';
import type { GoldenFile } from './golden-file.ts';
import { serviceDefinitions } from './service-definitions.ts';

/**
 * `schema.sql` of every service: what all its migrations together make of an empty database, so that a review of a
 * migration sees its effect. Starts a Postgres of its own for about two seconds.
 */
export async function schemaGoldens(): Promise<readonly GoldenFile[]> {
  const server = await startTestPostgres();
  try {
    const passwords = { app: 'unused', runtime: 'unused' };
    const services = serviceDefinitions().map(({ name, migrations }) => ({ name, migrations, passwords }));
    await provisionDatabase(server.url, services);
    return await Promise.all(
      services.map(async ({ name }) => {
        const text = await describeSchema(server.url, name);
        return { path: `services/${name}/schema.sql`, render: () => text };
      }),
    );
  } finally {
    await server.remove();
  }
}
