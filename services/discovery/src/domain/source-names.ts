/** What sources are called besides their names. */
const ALIASES: Readonly<Record<string, string>> = {
  hn: 'hackernews',
  hacker_news: 'hackernews',
  twitter: 'x',
  rss: 'feeds',
};

/** The sources that a list with commas names, each once and by its own name; `all` stands for itself. */
export function sourceNames(list: string): string[] {
  const names = list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => ALIASES[name] ?? name);
  return [...new Set(names)];
}
