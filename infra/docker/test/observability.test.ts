import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICES } from '@loop/contracts';
import { createLogger, observeRuntime, type RuntimeSnapshot, startTelemetry } from '@loop/runtime';
import { OtlpSink, type SeenMetric } from '@loop/testkit';
import { parse } from 'yaml';
import { z } from 'zod';

const OBSERVABILITY = join(import.meta.dirname, '../../observability');

const alertFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string(), remedy: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboardFile = z.object({
  uid: z.string(),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      datasource: z.object({ uid: z.string() }),
      targets: z.array(z.object({ expr: z.string() })),
    }),
  ),
});

const collectorFile = z.object({
  receivers: z.record(z.string(), z.unknown()),
  processors: z.record(z.string(), z.unknown()),
  exporters: z.record(z.string(), z.unknown()),
  service: z.object({
    pipelines: z.record(
      z.string(),
      z.object({
        receivers: z.array(z.string()),
        processors: z.array(z.string()),
        exporters: z.array(z.string()),
      }),
    ),
  }),
});

function read(name: string): unknown {
  return parse(readFileSync(join(OBSERVABILITY, name), 'utf8'));
}

const alerts = alertFile.parse(read('prometheus/loop-alerts.yml')).groups.flatMap(({ rules }) => rules);
const dashboard = dashboardFile.parse(read('grafana/dashboards/customer-loop.json'));
const collector = collectorFile.parse(read('collector/collector.yaml'));
const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** A backlog of one of everything, so that every instrument has something to say. */
const BACKLOG: RuntimeSnapshot = {
  outbox: { unsent: 1, oldestAgeSeconds: 1 },
  inbox: [{ stream: 'DISCOVERY', pending: 1, unacked: 1 }],
  held: 1,
  parked: 1,
  deadLetters: 1,
  effects: { unknown: 1 },
};

/** Units that Prometheus spells out at a name's end; those in braces are left out. */
const UNIT_NAMES: Readonly<Record<string, string>> = { s: '_seconds' };

/** As the collector's Prometheus exporter names it. https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ */
function prometheusName({ isCounter, name, unit }: SeenMetric): string {
  return `${name.replaceAll('.', '_')}${UNIT_NAMES[unit] ?? ''}${isCounter ? '_total' : ''}`;
}

/** Labels by the metric's name in Prometheus, as a service really exports it. */
const measured = new Map<string, readonly string[]>();

beforeAll(async () => {
  const sink = await OtlpSink.open();
  const telemetry = await startTelemetry('payments', { LOOP_OTLP_URL: sink.url }, createLogger('payments', 'silent'));
  const stop = observeRuntime(() => Promise.resolve(BACKLOG));
  await telemetry.stop();
  stop();
  for (const metric of sink.metrics) measured.set(prometheusName(metric), metric.labels);
  await sink.close();
});

function metricsIn(expression: string): string[] {
  return expression.match(/\bloop_\w+/g) ?? [];
}

describe('what the runtime measures', () => {
  test('is all that dashboard and alerts speak of', () => {
    const named = [...shown, ...alerts.map(({ expr }) => expr)].flatMap(metricsIn);
    expect(named.filter((name) => !measured.has(name))).toEqual([]);
  });

  test('is all on the dashboard', () => {
    const named = new Set(shown.flatMap(metricsIn));
    expect([...measured.keys()].filter((name) => !named.has(name))).toEqual([]);
    expect(measured.size).toBeGreaterThanOrEqual(8);
  });

  test('has the labels that dashboard and alerts divide it by', () => {
    for (const expression of [...shown, ...alerts.map(({ expr }) => expr)]) {
      const grouped = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
      const selected = [...expression.matchAll(/[{,]\s*(\w+)=/g)].map(([, label = '']) => label);
      const own = [
        'service_name',
        'service_instance_id',
        ...metricsIn(expression).flatMap((name) => measured.get(name) ?? []),
      ];
      expect([expression, [...grouped, ...selected].filter((label) => !own.includes(label))]).toEqual([expression, []]);
    }
  });
});

describe('alerts and dashboard', () => {
  test('every alert says what is wrong and what to do', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const { annotations } of alerts) expect(annotations.remedy.length).toBeGreaterThan(20);
  });

  test('a service that says nothing is missed', () => {
    const silent = alerts.find(({ alert }) => alert === 'ServiceIsSilent');
    expect(silent?.expr).toMatch(new RegExp(`< ${SERVICES.length}$`));
  });

  test('panels are told apart and ask the provisioned source', () => {
    const source = read('grafana/provisioning/datasources/prometheus.yaml');
    expect(source).toMatchObject({ datasources: [{ uid: 'prometheus', url: 'http://prometheus:9090' }] });
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(new Set(dashboard.panels.map(({ datasource }) => datasource.uid))).toEqual(new Set(['prometheus']));
  });
});

describe('the collector', () => {
  test('takes metrics, traces and logs, and uses nothing that it does not define', () => {
    expect(Object.keys(collector.service.pipelines)).toEqual(['metrics', 'traces', 'logs']);
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const used = new Set(Object.values(collector.service.pipelines).flatMap((pipeline) => pipeline[kind]));
      expect([...used].sort()).toEqual(Object.keys(collector[kind]).sort());
    }
  });

  test('is scraped where it offers its metrics', () => {
    expect(collector.exporters['prometheus']).toMatchObject({
      endpoint: '0.0.0.0:8889',
      resource_to_telemetry_conversion: { enabled: true },
    });
    expect(read('prometheus/prometheus.yml')).toMatchObject({
      rule_files: ['loop-alerts.yml'],
      scrape_configs: [{ honor_labels: true, static_configs: [{ targets: ['otel-collector:8889'] }] }],
    });
  });
});
