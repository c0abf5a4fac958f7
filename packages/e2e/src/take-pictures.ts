import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BrowserClient,
  DealMailbox,
  type DropOuts,
  deliver,
  dropOutsOf,
  type Funnel,
  funnelOf,
  launchBrowser,
  openDeals,
  runDiscovery,
  startSystem,
  WORKING_CARD,
} from '@loop/dev';
import type { Browser, Page } from 'playwright-core';

const OUTPUT = process.argv[2] ?? join(import.meta.dirname, '../../../docs/images');

/** Both ends of what clients hold in their hands; the wide picture is the one the README shows. */
const WIDTHS = [
  { width: 1280, height: 900, suffix: '' },
  { width: 360, height: 780, suffix: '-narrow' },
] as const;

/** Takes the pictures of the README anew from a running system: `pnpm pictures [folder]`. */
async function takePictures(): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'customer-loop-pictures-'));
  const system = await startSystem({ stateDir, env: {}, onNotice: (line) => process.stderr.write(`${line}\n`) });
  const browser = await launchBrowser();
  try {
    await runDiscovery(system);
    const [deal] = openDeals(system.watch.record);
    if (deal === undefined || system.sandbox === undefined) throw new Error('Nothing was presented');
    const page = await browser.newPage();
    const client = new BrowserClient(page, await DealMailbox.open(system.sandbox.client, deal.messageId));
    await client.open();
    await shoot(page, 'proposal');
    await client.sign();
    await shoot(page, 'signed');
    await client.submitCard({ ...WORKING_CARD, number: '4000 0000 0000 0002' });
    await page.locator('#decline').waitFor();
    await shoot(page, 'checkout-declined');
    await page.goBack();
    await client.open();
    await client.pay(WORKING_CARD);
    for (const { milestoneId, title } of deal.milestones) {
      await system.watch.until((record) => funnelOf(record).funded > 0, { timeoutMs: 30_000, what: 'funding' });
      await deliver(system, deal.contractId, milestoneId, title);
    }
    await client.open();
    await shoot(page, 'client-room');
    await client.approve(5);
    await system.watch.until((record) => funnelOf(record).completed > 0, { timeoutMs: 30_000, what: 'completion' });
    await page.reload();
    await shoot(page, 'completed');
    await page.goto(system.sandbox.mailboxUrl);
    await shoot(page, 'mailbox');
    await page.goto(`${system.portalUrl}/deal#not-a-link`);
    await page.waitForLoadState('networkidle');
    await shoot(page, 'wrong-link');
    await shootFunnel(browser, funnelOf(system.watch.record), reasonsOf(dropOutsOf(system.watch.record)));
  } finally {
    await browser.close();
    await system.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const { width, height, suffix } of WIDTHS) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(OUTPUT, `${name}${suffix}.png`) });
  }
}

/** Counts with what dropped out, in words: `18 dropped: not demand`. */
function reasonsOf(dropOuts: DropOuts): string {
  const groups = Object.entries(dropOuts) as [string, Readonly<Record<string, number>>][];
  const words = (text: string) => text.replaceAll(/(?=[A-Z])|_/g, ' ').toLowerCase();
  return groups
    .flatMap(([what, reasons]) =>
      Object.entries(reasons).map(([why, count]) => `${count} ${words(what)}: ${words(why)}`),
    )
    .join(' · ');
}

/** The funnel as `start` prints it, drawn: the packed browser has no font with a terminal's blocks. */
async function shootFunnel(browser: Browser, funnel: Funnel, reasons: string): Promise<void> {
  const most = Math.max(...Object.values(funnel));
  const rows = Object.entries(funnel).map(
    ([stage, count]) =>
      `<dt>${stage}</dt><dd><span class="bar" style="width:${(count / most) * 420}px"></span>${count}</dd>`,
  );
  const style = `body{margin:0;padding:32px;width:640px;background:#16181d;color:#d7dae0;font:16px/1.5 sans-serif}
    dl{display:grid;grid-template-columns:120px 1fr;gap:6px;margin:0}dd{margin:0;display:flex;gap:12px;align-items:center}
    .bar{height:18px;background:#7aa2d6;border-radius:3px;min-width:3px}p{color:#9aa1ad;margin:20px 0 0}`;
  const page = await browser.newPage({ viewport: { width: 704, height: 620 } });
  await page.setContent(`<style>${style}</style><body><dl>${rows.join('')}</dl><p>${reasons}</p></body>`);
  await page.locator('body').screenshot({ path: join(OUTPUT, 'funnel.png') });
}

await takePictures();
