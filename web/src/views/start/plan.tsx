/** The walk as it would be: a plot, and every part of it in words. */
import { useMemo } from 'preact/hooks';
import type { Schema } from '../../api/client.ts';
import { Plot } from '../../parts/plot/plot.tsx';
import { ofPreview } from '../../parts/plot/points.ts';
import { Trace } from '../../parts/plot/trace.ts';
import { Table } from '../../parts/table.tsx';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';

type Preview = Schema<'PreviewView'>;

function useTrace(preview: Preview): Trace {
  return useMemo(() => {
    const trace = new Trace();
    trace.plan(ofPreview(preview.steps));
    return trace;
  }, [preview]);
}

/** "0.8 mph", or "1.2 mph (written 1.5 mph)" where a limit makes it gentler; a belt's own steps are no limit. */
function both(walked: string, written: string, limited: boolean): string {
  return limited ? t('start.plan.instead', { walked, written }) : walked;
}

export function Plan({ preview }: { preview: Preview }) {
  const rows = preview.steps.map((step) => [
    clock(step.begins_s * 1_000),
    told('start.kind', step.kind),
    told('start.facing', step.facing),
    clock(step.lasts_s * 1_000),
    both(showSpeed(step.allowed_kmh), showSpeed(step.wanted_kmh), step.speed_by !== null),
    both(showInclination(step.allowed_percent), showInclination(step.wanted_percent), step.inclination_by !== null),
  ]);
  const columns = [
    { name: t('start.plan.at'), number: true },
    { name: t('start.plan.what') },
    { name: t('start.plan.facing') },
    { name: t('start.plan.lasts'), number: true },
    { name: t('start.plan.speed'), number: true },
    { name: t('start.plan.inclination'), number: true },
  ];
  return (
    <>
      <Plot trace={useTrace(preview)} span={preview.walked_s * 1_000} />
      <Table caption={t('start.plan.caption')} columns={columns} rows={rows} stacks />
    </>
  );
}
