/** A protocol as it would be walked on a belt like most: its chart, and its segments as a table. */
import { useMemo } from 'preact/hooks';
import { Plot } from '../../parts/plot/plot.tsx';
import { ofCurve } from '../../parts/plot/points.ts';
import { Trace } from '../../parts/plot/trace.ts';
import { Table } from '../../parts/table.tsx';
import { showDistance, showInclination, showSpeed } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import type { Whole } from './checking.ts';

type Segment = Whole['segments'][number];

function speed(segment: Segment): string {
  if (segment.speed_kmh != null) return showSpeed(segment.speed_kmh);
  return segment.kind === 'settle' ? t('editor.slowest') : '–';
}

function length(segment: Segment): string {
  return segment.distance_m == null ? clock((segment.duration_s ?? 0) * 1_000) : showDistance(segment.distance_m);
}

export function Segments({ whole }: { whole: Whole }) {
  const columns = [
    { name: t('editor.number'), number: true },
    { name: t('editor.what') },
    { name: t('editor.facing') },
    { name: t('editor.speed'), number: true },
    { name: t('editor.inclination'), number: true },
    { name: t('editor.lasts'), number: true },
  ];
  const rows = whole.segments.map((each, at) => [
    at + 1,
    told('editor.kind', each.kind),
    told('editor.faces', each.facing),
    speed(each),
    showInclination(each.inclination_percent),
    length(each),
  ]);
  return <Table caption={t('editor.inOrder')} columns={columns} rows={rows} stacks />;
}

export function Chart({ whole }: { whole: Whole }) {
  const trace = useMemo(() => {
    const made = new Trace();
    made.plan(ofCurve(whole.curve));
    return made;
  }, [whole]);
  return (
    <section class="stack" aria-label={t('editor.course')}>
      <h2>{t('editor.course')}</h2>
      <Plot trace={trace} span={(whole.curve.t_s.at(-1) ?? 0) * 1_000} />
    </section>
  );
}
