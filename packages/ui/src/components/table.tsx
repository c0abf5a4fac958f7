import type { ComponentChildren } from 'preact';

/** A column: its heading, and whether its cells are figures. */
export interface Column {
  readonly heading: string;
  readonly figures?: boolean;
}

/** A row: a key, and one cell per column; the first cell names the row. */
export interface Row {
  readonly key: string;
  readonly cells: readonly ComponentChildren[];
}

function cellClass(column: Column | undefined): string | undefined {
  return column?.figures ? 'align-end' : undefined;
}

/** A small table; where the screen is too narrow for it, its words break, so that the page is read without scrolling sideways. */
export function Table(props: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly total?: readonly ComponentChildren[];
}) {
  return (
    <div class="table-wrap">
      <table>
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.heading} scope="col" class={cellClass(column)}>
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <TableRow key={row.key} cells={row.cells} columns={props.columns} />
          ))}
        </tbody>
        {props.total === undefined ? null : (
          <tfoot>
            <TableRow cells={props.total} columns={props.columns} />
          </tfoot>
        )}
      </table>
    </div>
  );
}

function TableRow(props: { readonly cells: readonly ComponentChildren[]; readonly columns: readonly Column[] }) {
  const [name, ...rest] = props.cells;
  return (
    <tr>
      <th scope="row" class={cellClass(props.columns[0])}>
        {name}
      </th>
      {rest.map((cell, index) => (
        <td key={props.columns[index + 1]?.heading} class={cellClass(props.columns[index + 1])}>
          {cell}
        </td>
      ))}
    </tr>
  );
}
