/**
 * A walk as a chart: planned, allowed and measured speed and inclination, heart rate, what happened, what comes.
 *
 * The same for a walk under way, for one that is over, and for a protocol nobody has walked yet.
 */
import { useMemo, useState } from 'preact/hooks';
import { inclinationFigure } from '../../units/inclination.ts';
import { speedUnit } from '../../units/shown.ts';
import { speedFigure } from '../../units/speed.ts';
import { language, t } from '../../words/words.ts';
import { curves, DRAWN, HEART, INCLINATION, NAMES, SPEED, type CurveName } from './curves.ts';
import { useDrawing } from './drawing.ts';
import type { Mark, Shows } from './panel.ts';
import { heartRange, highest, inclinationRange, lowest, speedRange, speedTicks, ticks } from './scales.ts';
import { Figures } from './figures.tsx';
import type { Column, Trace } from './trace.ts';

const RATES: readonly Column[] = SPEED.map(([, column]) => column);
const SLOPES: readonly Column[] = INCLINATION.map(([, column]) => column);
const SPEEDS = curves(SPEED);
const INCLINATIONS = curves(INCLINATION);

interface Props {
  trace: Trace;
  /** Changes when the trace has: the time of the newest frame. */
  beat?: number;
  /** How long the whole is planned to be (ms). */
  span: number;
  marks?: readonly Mark[];
  /** A walk under way has a now; one that is over, and a preview, have none. */
  live?: boolean;
}

function of(trace: Trace, columns: readonly Column[]): number {
  return highest(columns.map((column) => trace.columns[column]));
}

type Own = Pick<Shows, 'curves' | 'range' | 'ticks' | 'figure' | 'times' | 'named'>;

function Drawn({ name, title, shows, beat }: { name: string; title: string; shows: Shows; beat: number }) {
  return (
    <>
      <h3>{title}</h3>
      <div class={`panel ${name}`} ref={useDrawing(shows, beat)} />
    </>
  );
}

function speedOwn(trace: Trace): Own {
  const unit = speedUnit.value;
  return {
    curves: SPEEDS,
    range: () => speedRange(of(trace, RATES), unit),
    ticks: (most, many) => speedTicks(most, unit, many),
    figure: (value) => speedFigure(value, unit, language.value),
    times: false,
    named: true,
  };
}

function inclinationOwn(trace: Trace): Own {
  return {
    curves: INCLINATIONS,
    range: () => inclinationRange(lowest(trace.columns.inclination), of(trace, SLOPES)),
    ticks: (most, many) => ticks(most / 10, many).map((value) => value * 10),
    figure: (value) => inclinationFigure(value, language.value),
    times: true,
    named: false,
  };
}

function heartOwn(trace: Trace): Own {
  return {
    curves: HEART,
    range: () => heartRange(of(trace, ['heart'])),
    ticks: (most, many) => ticks(most, many),
    figure: String,
    times: false,
    named: false,
  };
}

export function Plot({ trace, beat = 0, span, marks = [], live = false }: Props) {
  const [open, setOpen] = useState(false);
  const hearts = trace.columns.heart.some((each) => each !== null);
  const now = (): string => (live ? t('plot.now') : '');
  const speeds = t('plot.speed', { unit: speedUnit.value });
  const rest = { trace, marks: () => marks, span: () => span, now };
  const own = useMemo(
    () => ({ speed: speedOwn(trace), inclination: inclinationOwn(trace), heart: heartOwn(trace) }),
    [trace, speedUnit.value, language.value],
  );
  return (
    <figure class="plot">
      <Legend trace={trace} beat={beat} />
      <div class="panels" role="img" aria-label={t('plot.label')}>
        <Drawn name="speed" title={speeds} shows={{ ...own.speed, ...rest }} beat={beat} />
        {hearts && <Drawn name="heart" title={t('plot.heart')} shows={{ ...own.heart, ...rest }} beat={beat} />}
        <Drawn name="inclination" title={t('plot.inclination')} shows={{ ...own.inclination, ...rest }} beat={beat} />
      </div>
      <details class="disclosure" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('plot.table')}</summary>
        {open && <Figures trace={trace} marks={marks} beat={beat} />}
      </details>
    </figure>
  );
}

const LEGEND: readonly CurveName[] = ['planned', 'allowed', 'measured', 'cap'];

/** beat: as of the plot; what is given the same trace again is not looked at again. */
function Legend({ trace }: { trace: Trace; beat: number }) {
  const there = LEGEND.filter((name) => {
    const column = SPEED.find(([curve]) => curve === name)?.[1];
    return column !== undefined && trace.columns[column].some((each) => each !== null);
  });
  return (
    <ul class="legend" aria-hidden="true">
      {there.map((name) => (
        <li class={name}>
          <svg width="28" height="8">
            <line
              x1="0"
              x2="28"
              y1="4"
              y2="4"
              stroke-width={DRAWN[name].width}
              stroke-dasharray={DRAWN[name].dash?.join(' ')}
            />
          </svg>
          {t(NAMES[name])}
        </li>
      ))}
    </ul>
  );
}
