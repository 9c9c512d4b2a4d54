/** Each segment: as the protocol has it, and as it was walked; where a cap was below the plan, that is said. */
import type { ComponentChildren } from 'preact';
import type { Schema } from '../../api/client.ts';
import { Tag } from '../../parts/figure.tsx';
import { Table } from '../../parts/table.tsx';
import { showDistance, showInclination, showSpeed, showSpeedFigure } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';

type Lap = Schema<'LapView'>;

/** "2:30 · 2.4 km/h · 1.0 %"; what a segment leaves open is left out. */
function planned(lap: Lap): string {
  if (lap.kind === null) return t('after.absent.not_known');
  const parts = [
    lap.planned_s === null ? '' : clock(lap.planned_s * 1_000),
    lap.planned_m === null ? '' : showDistance(lap.planned_m),
    lap.planned_kmh === null ? '' : showSpeed(lap.planned_kmh),
    lap.planned_percent ? showInclination(lap.planned_percent) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function what(lap: Lap): string {
  const facing = lap.facing === null ? '' : told('start.facing', lap.facing);
  return [lap.kind === null ? '' : told('start.kind', lap.kind), facing].filter(Boolean).join(', ') || '–';
}

function cap(lap: Lap) {
  if (lap.cap_kmh === null) return '–';
  return (
    <>
      {showSpeed(lap.cap_kmh)} {lap.clipped && <Tag tone="warn">{t('after.segments.clipped')}</Tag>}
    </>
  );
}

interface Column {
  name: string;
  number: boolean;
  cell: (lap: Lap) => ComponentChildren;
}

function columns(from: number, sloped: boolean): readonly Column[] {
  const number = (name: string, cell: Column['cell']): Column => ({ name, number: true, cell });
  const incline = number(t('after.segments.incline'), (lap) => showInclination(lap.top_percent));
  return [
    number(t('after.segments.at'), (lap) => clock(Math.max(0, lap.began_s - from) * 1_000)),
    { name: t('after.segments.what'), number: false, cell: what },
    number(t('after.segments.planned'), planned),
    number(t('after.segments.walked'), (lap) => `${clock(lap.belt_time_s * 1_000)} · ${showDistance(lap.distance_m)}`),
    number(t('after.segments.speed'), (lap) => `${showSpeedFigure(lap.mean_kmh)} · ${showSpeed(lap.top_kmh)}`),
    ...(sloped ? [incline] : []),
    number(t('after.segments.cap'), cap),
  ];
}

/** from: when the belt was started (s). A walk on the flat has no column of inclinations. */
export function Segments({ laps, from }: { laps: readonly Lap[]; from: number }) {
  const of = columns(from, laps.some((lap) => lap.top_percent || lap.planned_percent));
  const rows = laps.map((lap) => of.map(({ cell }) => cell(lap)));
  return <Table caption={t('after.segments.caption')} columns={of} rows={rows} stacks />;
}
