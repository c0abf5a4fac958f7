/** Words of a question as vendors read them: phrases in quotes, `OR` between alternatives, `-word` for none of it. */
export function matchWords(query: string): (text: string) => boolean {
  const tokens = query.match(/-?"[^"]*"|\(|\)|\S+/g) ?? [];
  const alternatives: string[][] = [[]];
  const unwanted: string[] = [];
  for (const token of tokens) {
    if (token === '(' || token === ')') continue;
    if (token === 'OR') alternatives.push([]);
    else if (token.startsWith('-')) unwanted.push(token.slice(1).replaceAll('"', '').toLowerCase());
    else alternatives.at(-1)?.push(token.replaceAll(/["()]/g, '').toLowerCase());
  }
  const wanted = alternatives.filter((words) => words.length > 0);
  return (text) => {
    const lower = text.toLowerCase();
    if (unwanted.some((word) => word !== '' && lower.includes(word))) return false;
    return wanted.length === 0 || wanted.some((words) => words.every((word) => lower.includes(word)));
  };
}
