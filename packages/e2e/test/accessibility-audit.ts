import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA in axe's words, with the versions it is built on. https://www.w3.org/TR/WCAG22/ */
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** How a page is looked at: on a desk in the light, on the narrowest telephone in the dark. */
const VIEWS = [
  { colorScheme: 'light', width: 1280, height: 900 },
  { colorScheme: 'dark', width: 320, height: 640 },
] as const;

/** Looks at pages as axe-core does and keeps what it finds, by state and view. */
export class AccessibilityAudit {
  readonly faults: string[] = [];
  /** States that were looked at. */
  readonly states = new Set<string>();

  /** Looks at the page as it is, all that is folded away unfolded. */
  async look(page: Page, state: string): Promise<void> {
    this.states.add(state);
    for (const { colorScheme, height, width } of VIEWS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      const found = await resultsOf(page);
      this.faults.push(...found.map((fault) => `${state}, ${colorScheme}, ${width} px: ${fault}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  }
}

/** Scripts are evaluated by the browser's debugger: the page's own policy would let in none of them. */
async function resultsOf(page: Page): Promise<string[]> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  await page.evaluate(axe.source);
  const options = { runOnly: { type: 'tag', values: WCAG_22_AA }, resultTypes: ['violations'] };
  const { passes, violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  if (passes.length === 0) throw new Error(`axe looked at nothing of ${page.url()}`);
  const sideways = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  return [
    ...violations.flatMap(({ help, id, nodes }) => nodes.map(({ html }) => `${id} (${help}): ${html.slice(0, 200)}`)),
    ...(sideways ? ['reflow (1.4.10): the page scrolls sideways'] : []),
  ];
}
