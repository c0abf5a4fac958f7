/** Columns of text, two spaces apart, without trailing spaces. The first row is the heading. Empty without a second row. */
export function textTable(rows: readonly (readonly string[])[]): string {
  if (rows.length < 2) return '';
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
