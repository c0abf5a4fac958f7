import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Reads the light values, then the dark ones laid over them. */
function palettes(): Record<'light' | 'dark', Map<string, string>> {
  const css = readFileSync(new URL('../assets/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('@media');
  const read = (text: string) =>
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value] as const);
  return { light: new Map(read(light)), dark: new Map([...read(light), ...read(dark)]) };
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink-muted', 'paper'],
  ['ink-muted', 'surface'],
  ['accent', 'paper'],
  ['accent', 'surface'],
  ['accent', 'accent-soft'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-strong'],
  ['ink', 'green-soft'],
  ['ink', 'amber-soft'],
  ['ink', 'red-soft'],
  ['green', 'green-soft'],
  ['amber', 'amber-soft'],
  ['red', 'red-soft'],
  ['red', 'surface'],
  ['grey', 'grey-soft'],
  ['sandbox', 'sandbox-soft'],
  ['sandbox', 'surface'],
] as const;

describe.each(['light', 'dark'] as const)('the %s palette', (name) => {
  const palette = palettes()[name];
  const of = (token: string) => palette.get(token) ?? '#000000';

  it.each(TEXT)('lets %s be read on %s (WCAG 2.2 §1.4.3)', (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['line-strong', 'surface'],
    ['focus', 'surface'],
    ['focus', 'paper'],
  ])('lets %s be seen on %s (WCAG 2.2 §1.4.11)', (line, ground) => {
    expect(contrast(of(line), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
