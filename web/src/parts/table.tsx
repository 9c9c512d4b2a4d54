/** Rows and columns. A table wider than the screen scrolls by itself, by key too. */
import type { ComponentChildren } from 'preact';

export interface Column {
  name: ComponentChildren;
  number?: boolean;
}

interface Props {
  caption: string;
  columns: readonly Column[];
  /** The first cell of a row names it. */
  rows: readonly (readonly ComponentChildren[])[];
  unseenCaption?: boolean;
  /** On a phone each row is a list, with the name of each column beside its cell; the names are plain text. */
  stacks?: boolean;
}

export function Table({ caption, columns, rows, unseenCaption = false, stacks = false }: Props) {
  const named = (index: number): string | undefined => {
    const name = columns[index]?.name;
    return stacks && typeof name === 'string' ? name : undefined;
  };
  const kind = (index: number): string | undefined => (columns[index]?.number ? 'number' : undefined);
  return (
    // Who cannot drag it must be able to scroll it by the arrow keys.
    <div class={stacks ? 'table stacks' : 'table'} role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={unseenCaption ? 'unseen' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name }, index) => (
              <th scope="col" class={kind(index)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest]) => (
            <tr>
              <th scope="row" class={kind(0)}>
                {first}
              </th>
              {rest.map((cell, index) => (
                <td class={kind(index + 1)} data-name={named(index + 1)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
