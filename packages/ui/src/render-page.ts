import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';

/**
 * Renders a page, a {@link Layout} or anything else that begins with `<html>`, as a whole document. Text is escaped by
 * Preact. Pages hold no inline style; an inline script must be an {@link InlineScript} with the answer's nonce.
 */
export function renderPage(page: VNode): string {
  return `<!doctype html>${render(page)}`;
}
