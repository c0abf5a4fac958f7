import type { EventDefinition } from './define.ts';
import { EVENTS } from './registry.ts';
import { OPS_COMMANDS, REQUESTS } from './request-registry.ts';
import { SERVICES, type ServiceName } from './services.ts';
import { consumers, streamName } from './topology.ts';

function list(items: readonly string[]): string {
  return items.length === 0 ? '–' : items.map((item) => `\`${item}\``).join(', ');
}

/** One arrow for each pair of services that share events, labelled with all of them. */
function diagram(): string {
  const arrows = consumers().map(({ stream, service, config }) => {
    const publisher = SERVICES.find((name) => streamName(name) === stream);
    return `  ${publisher} -- "${config.filter_subjects.join('<br>')}" --> ${service}`;
  });
  return ['```mermaid', 'flowchart LR', ...arrows, '```'].join('\n');
}

function eventRow(event: EventDefinition): string {
  const cells = [
    `\`${event.subject}\``,
    event.version === 1 ? 'v1' : `v${event.version}, reads v1${event.version > 2 ? `–v${event.version - 1}` : ''}`,
    `\`${event.key}\``,
    list(event.consumers),
    list(event.personal),
  ];
  return `| ${cells.join(' | ')} |`;
}

function publishedBy(service: ServiceName): string {
  const events = EVENTS.filter((event) => event.publisher === service);
  return [
    `### ${service}`,
    '',
    '| event | version | key | consumers | personal |',
    '|---|---|---|---|---|',
    ...events.map(eventRow),
  ].join('\n');
}

function consumedTable(): string {
  const rows = consumers().map(
    ({ stream, service, config }) => `| \`${service}\` | \`${stream}\` | ${list(config.filter_subjects)} |`,
  );
  return ['| consumer | stream | subjects |', '|---|---|---|', ...rows].join('\n');
}

function requestTable(): string {
  const rows = REQUESTS.filter((request) => !request.subject.startsWith('ops.')).map(
    (request) =>
      `| \`${request.subject}\` | ${list(request.requesters)} | ${list([request.responder])} | ${request.timeoutMs} ms | ${list(request.refusals)} |`,
  );
  return ['| request | asked by | answered by | timeout | refusals |', '|---|---|---|---|---|', ...rows].join('\n');
}

function commandTable(): string {
  const rows = OPS_COMMANDS.map((command) => {
    const services = command.services.length === SERVICES.length ? 'all' : list(command.services);
    return `| \`${command.command}\` | ${services} | ${command.acts ? 'actor and reason' : '–'} |`;
  });
  return ['| command | services | requires |', '|---|---|---|', ...rows].join('\n');
}

/** The text of `docs/event-flow.md`: who publishes, consumes, asks and answers what. */
export function renderEventFlow(): string {
  return `<!-- Generated from packages/contracts by \`pnpm golden\`. -->

# Event flow

Who tells whom what. Payloads: [api.md](../packages/contracts/api.md). Services meet nowhere else.

${diagram()}

## Events

${SERVICES.map(publishedBy).join('\n\n')}

## Consumers

Each is a durable pull consumer named after its service.

${consumedTable()}

## Requests

${requestTable()}

## Commands

\`loop\` asks them of a service as \`ops.<service>.<command>\`.

${commandTable()}
`;
}
