import { SERVICES } from '@loop/contracts';
import { playClient } from './client/play-client.ts';
import { runDiscovery } from './discovery-run.ts';
import { type Report, reportOf, writeReport } from './report/report.ts';
import { residentMemoryBytes } from './system/resident-memory.ts';
import type { RunningSystem } from './system/start-system.ts';
import { funnelOf } from './tally/funnel.ts';
import { openDeals, type PresentedDeal } from './tally/presentations.ts';
import type { Console } from './terminal/console.ts';
import { explain } from './terminal/explain.ts';
import { amountText, funnelLine, funnelText, moneyText } from './terminal/funnel-text.ts';

const BYTES_PER_MB = 1024 * 1024;

/** Moments on the launcher's own clock (`performance.now()`). */
export interface RunClock {
  readonly startedMs: number;
  readonly readyMs: number;
}

/**
 * Discovers, shows how far everything came and why the rest did not, plays one client (in sandbox mode), and writes the
 * report. A client who gets stuck is said aloud and leaves `completedContractId` null; it does not throw.
 */
export async function runLoopOnce(system: RunningSystem, console: Console, clock: RunClock): Promise<Report> {
  const forget = system.watch.onChange(() => console.progress(funnelLine(funnelOf(system.watch.record))));
  const discovery = await runDiscovery(system).finally(forget);
  console.settle();
  if (discovery.unfinished !== undefined) console.say(`Not everything came to an end in time: ${discovery.unfinished}`);
  const idleMemoryMb = measureMemory(system);
  const played = system.mode === 'sandbox' ? await play(system, console) : undefined;
  await system.watch.catchUp();
  const report = reportOf(system.watch.record, {
    mode: system.mode,
    timings: {
      readyMs: Math.round(clock.readyMs - clock.startedMs),
      discoveryToLastPresentationMs: discovery.untilLastPresentationMs,
      totalMs: Math.round(performance.now() - clock.startedMs),
      rungs: system.servers.rungs,
      idleMemoryMb,
    },
    completedContractId: played?.contractId ?? null,
    correlationId: played?.correlationId ?? null,
    urls: {
      portal: system.portalUrl,
      clientRoom: played === undefined ? null : `${system.portalUrl}/client-room/${played.contractId}`,
      mailbox: system.sandbox?.mailboxUrl ?? null,
    },
  });
  console.say(`\n${funnelText(report.funnel, report.reasons)}\n`);
  console.say(`  ${moneyText(report.money)}`);
  for (const money of report.money.otherCurrencies) console.say(`  ${moneyText(money)}`);
  console.say(`  real revenue ${amountText(report.money.realRevenue)}`);
  console.say(`\nReport: ${writeReport(system.stateDir, report)}`);
  return report;
}

async function play(system: RunningSystem, console: Console): Promise<PresentedDeal | undefined> {
  const [deal] = openDeals(system.watch.record);
  if (deal === undefined) {
    console.say('No proposal lies in a mailbox, so there is no client to play');
    return undefined;
  }
  try {
    await playClient(system, deal, (step) => console.say(`  the client ${step}`));
    return deal;
  } catch (error) {
    console.say(`The played client got stuck: ${explain(error)}`);
    return undefined;
  }
}

function measureMemory({ services }: RunningSystem): Report['timings']['idleMemoryMb'] {
  return Object.fromEntries(
    SERVICES.flatMap((service) => services[service]).flatMap(({ name, pid }) => {
      const bytes = residentMemoryBytes(pid);
      return bytes === undefined ? [] : [[name, Math.round(bytes / BYTES_PER_MB)]];
    }),
  );
}
