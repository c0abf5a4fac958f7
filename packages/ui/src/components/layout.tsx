import type { ComponentChildren } from 'preact';
import { stylesheet } from '../stylesheet.ts';
import type { MoneyMode } from './mode.ts';

const BANNERS: Readonly<Record<Exclude<MoneyMode, 'live'>, { readonly word: string; readonly sentence: string }>> = {
  sandbox: { word: 'SANDBOX', sentence: 'This is a rehearsal. Nobody is charged and no money moves.' },
  test: { word: 'TEST MODE', sentence: 'Payments here use test cards. No money moves.' },
};

/** What a page is set in. */
export interface LayoutProps {
  /** What the browser's tab says, before the brand. */
  readonly title: string;
  /** Who speaks. */
  readonly brand: string;
  /** Shows the banner, unless it is `live`. */
  readonly mode: MoneyMode;
  /** Right-hand side of the header: where the reader is. */
  readonly context?: string;
  readonly narrow?: boolean;
  readonly footer?: ComponentChildren;
  /** Goes into `<head>`: a `<meta>` the page needs. */
  readonly head?: ComponentChildren;
  readonly children: ComponentChildren;
}

/**
 * The whole document: skip link, mode banner, header, main and footer. Readable without scripts, at 320 px, by keyboard.
 * Never indexed, and never tells another site where the reader came from.
 */
export function Layout(props: LayoutProps) {
  const frame = props.narrow ? 'frame-narrow' : 'frame';
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${props.title} · ${props.brand}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={stylesheet.path} />
        {props.head}
      </head>
      <body>
        <a class="skip-link" href="#main">
          Skip to the content
        </a>
        {props.mode === 'live' ? null : <ModeBanner mode={props.mode} />}
        <header class={`site-header ${frame}`}>
          <div class="row row-apart">
            <Brand name={props.brand} />
            {props.context === undefined ? null : <span class="muted small">{props.context}</span>}
          </div>
        </header>
        <main id="main" class={frame} tabIndex={-1}>
          {props.children}
        </main>
        {props.footer === undefined ? null : <footer class={`site-footer ${frame} stack-s`}>{props.footer}</footer>}
      </body>
    </html>
  );
}

function ModeBanner({ mode }: { readonly mode: Exclude<MoneyMode, 'live'> }) {
  const { word, sentence } = BANNERS[mode];
  return (
    <aside class="mode-banner" aria-label="Mode">
      <p>
        <strong>{word}</strong> {sentence}
      </p>
    </aside>
  );
}

/** Two interlocking rings: an agreement that closes. */
function Brand({ name }: { readonly name: string }) {
  return (
    <span class="brand">
      <svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true" focusable="false">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2.5" />
        <circle cx="18" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2.5" opacity="0.55" />
      </svg>
      <span>{name}</span>
    </span>
  );
}
