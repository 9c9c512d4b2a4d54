/** The plot as a table: for those who listen, and for those who want the figures. */
import type { ComponentChildren } from 'preact';
import { inclinationText } from '../../units/inclination.ts';
import { speedUnit } from '../../units/shown.ts';
import { speedText } from '../../units/speed.ts';
import { clock } from '../../units/time.ts';
import { language, t } from '../../words/words.ts';
import { Table, type Column as Head } from '../table.tsx';
import type { Mark } from './panel.ts';
import { paceOf, picked } from './rows.ts';
import type { Column, Columns, Trace } from './trace.ts';

type Cell = (columns: Columns, index: number) => ComponentChildren;

function value(columns: Columns, column: Column, index: number): number | null {
  return columns[column][index] ?? null;
}

function speed(column: Column): Cell {
  return (columns, index) => speedText(value(columns, column, index), speedUnit.value, language.value);
}

// What a table has to say, column by column; a column nothing is known of is left out.
const COLUMNS: readonly { from: Column; name: () => string; cell: Cell }[] = [
  { from: 'planned', name: () => t('plot.planned'), cell: speed('planned') },
  { from: 'allowed', name: () => t('plot.allowed'), cell: speed('allowed') },
  { from: 'speed', name: () => t('plot.measured'), cell: speed('speed') },
  { from: 'cap', name: () => t('plot.cap'), cell: speed('cap') },
  {
    from: 'inclination',
    name: () => t('plot.inclination'),
    cell: (columns, index) => inclinationText(value(columns, 'inclination', index), language.value),
  },
  {
    from: 'inclinationAllowed',
    name: () => `${t('plot.inclination')}, ${t('plot.allowed')}`,
    cell: (columns, index) => inclinationText(value(columns, 'inclinationAllowed', index), language.value),
  },
  { from: 'heart', name: () => t('plot.heart'), cell: (columns, index) => value(columns, 'heart', index) ?? '–' },
];

/** beat: changes when the trace has. */
export function Figures({ trace, marks }: { trace: Trace; marks: readonly Mark[]; beat: number }) {
  const { columns } = trace;
  // A preview has nothing measured: all of it is told.
  const many = trace.measured === 0 ? columns.at.length : trace.measured;
  const pace = trace.measured === 0 ? 0 : paceOf(columns.at[many - 1] ?? 0);
  const rows = picked(columns, many, pace);
  const there = COLUMNS.filter(({ from }) => columns[from].some((each) => each !== null));
  const heads: Head[] = [{ name: t('plot.time') }, ...there.map(({ name }) => ({ name: name(), number: true }))];
  const cells = rows.map((index) => [clock(columns.at[index]), ...there.map(({ cell }) => cell(columns, index))]);
  return (
    <div class="stack">
      {rows.length === 0 ? <p>{t('plot.empty')}</p> : <Table caption={t('plot.label')} columns={heads} rows={cells} />}
      {marks.length > 0 && (
        <Table
          caption={t('plot.events')}
          columns={[{ name: t('plot.time') }, { name: t('plot.events') }]}
          rows={marks.map((mark) => [clock(mark.at), mark.says])}
        />
      )}
    </div>
  );
}
