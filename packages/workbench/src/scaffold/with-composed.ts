import type { Code } from './edit-syntax.ts';
import { Refusal } from './refusal.ts';

/**
 * Adds a service to the containers: its own, the volume that holds its settings, and the place where the setup step writes
 * them, each after the last of its kind. Refuses, naming the list, where there is none.
 */
export function withComposed({ path, text }: Code, services: readonly string[], name: string): string {
  const others = services.filter((service) => service !== name).join('|');
  const setup = `      - settings-${name}:/settings/${name}\n`;
  const container = `
  ${name}:
    <<: *service
    image: customer-loop/${name}
    build: { context: ., dockerfile: infra/docker/Dockerfile, args: { SERVICE: ${name} } }
    volumes: ["settings-${name}:/app/.loop:ro"]
`;
  const additions = [
    ['volumes of `setup`', new RegExp(`^      - settings-(?:${others}):/settings/.*\n`, 'gm'), setup],
    ['containers of the services', new RegExp(`^  (?:${others}):\n    <<: \\*service\n(?:    .*\n)+`, 'gm'), container],
    [
      'settings of the services among the volumes',
      new RegExp(`^  settings-(?:${others}):\n`, 'gm'),
      `  settings-${name}:\n`,
    ],
  ] as const;
  return additions.reduce((so, [what, pattern, addition]) => {
    const last = [...so.matchAll(pattern)].at(-1);
    if (last === undefined) {
      throw new Refusal(`${path}: the ${what} were not found; nothing was made. Add it by hand: ${addition.trim()}`);
    }
    const end = last.index + last[0].length;
    return so.slice(0, end) + addition + so.slice(end);
  }, text);
}
