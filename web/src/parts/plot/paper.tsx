/**
 * The plot for a printer: the same curves as lines of a drawing, sharp at any size, in the colours of paper.
 *
 * A canvas is drawn for one screen and its look; paper is another. Events carry their number in the list beside it.
 */
import { figure } from '../../units/figures.ts';
import { speedUnit } from '../../units/shown.ts';
import { speedIn } from '../../units/speed.ts';
import { clock } from '../../units/time.ts';
import { language, t } from '../../words/words.ts';
import { DRAWN, HEART, INCLINATION, NAMES, SPEED, type CurveName } from './curves.ts';
import { between, numbered, path } from './lines.ts';
import { heartRange, highest, inclinationRange, speedRange, speedTicks, ticks, timeTicks } from './scales.ts';
import type { Column, Trace } from './trace.ts';

// A drawing as wide as the text of an A4 page, in units of its own; letters are nine high.
const WIDE = 720;
const LEFT = 34;
const RIGHT = 6;
const ABOVE = 16;
// Numbers of the list stand in a row of their own.
const NUMBERS = 12;
// Numbers nearer than this would stand on each other.
const NEAR = 16;
const BELOW = 16;
const TALL = { speed: 150, inclination: 60, heart: 70 } as const;
const TIMES = 12;
// One key of the legend, and its line.
const KEY = 110;
const KEY_LINE = 22;

interface Line {
  column: Column;
  name: string;
  width: number;
  dash?: readonly number[] | undefined;
}

interface Panel {
  title: string;
  tall: number;
  lines: readonly Line[];
  range: readonly [number, number];
  ticks: readonly number[];
  figure: (value: number) => string;
}

function lines(of: typeof SPEED): readonly Line[] {
  return of.map(([name, column]) => ({ name, column, width: DRAWN[name].width / 2, dash: DRAWN[name].dash }));
}

function panels(trace: Trace): readonly Panel[] {
  const { columns } = trace;
  const unit = speedUnit.value;
  const speed = speedRange(highest(SPEED.map(([, column]) => columns[column])), unit);
  const slope = inclinationRange(0, highest(INCLINATION.map(([, column]) => columns[column])));
  const heart = heartRange(highest([columns.heart]));
  const one = (value: number): string => figure(value, 1, language.value);
  return [
    {
      title: t('plot.speed', { unit }), tall: TALL.speed, lines: lines(SPEED), range: speed,
      ticks: speedTicks(speed[1], unit, 5), figure: (value) => one(speedIn(value, unit)),
    },
    {
      title: t('plot.inclination'), tall: TALL.inclination, lines: lines(INCLINATION), range: slope,
      ticks: ticks(slope[1] / 10, 2).map((value) => value * 10), figure: (value) => one(value / 10),
    },
    {
      title: t('plot.heart'), tall: TALL.heart, lines: HEART, range: heart,
      ticks: ticks(heart[1], 4).filter((value) => value >= heart[0]), figure: String,
    },
  ];
}

/** Whether a panel has anything to show: a walk on the flat, or without a strap, has a panel less. */
function told({ lines: all }: Panel, trace: Trace, index: number): boolean {
  const least = index === 1 ? 0 : Number.NEGATIVE_INFINITY;
  return index === 0 || all.some(({ column }) => trace.columns[column].some((each) => each !== null && each > least));
}

function Drawn({ panel, trace, top, x }: { panel: Panel; trace: Trace; top: number; x: (at: number) => number }) {
  const y = (value: number): number => between(value, panel.range, top + panel.tall, top);
  return (
    <g>
      <text class="title" x={0} y={top - 5}>
        {panel.title}
      </text>
      {panel.ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={LEFT} x2={WIDE - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 4} y={y(tick) + 3} text-anchor="end">
            {panel.figure(tick)}
          </text>
        </g>
      ))}
      {panel.lines.map(({ column, name, width, dash }) => (
        <path
          key={name}
          class={name}
          stroke-width={width}
          stroke-dasharray={dash?.join(' ')}
          d={path(trace.columns.at, trace.columns[column], x, y)}
        />
      ))}
    </g>
  );
}

const LEGEND: readonly CurveName[] = ['planned', 'allowed', 'measured', 'cap'];

function Legend({ trace, at }: { trace: Trace; at: number }) {
  const there = lines(SPEED).filter(({ column }) => trace.columns[column].some((each) => each !== null));
  const keys = LEGEND.flatMap((name) => there.filter((line) => line.name === name).map((line) => ({ ...line, says: t(NAMES[name]) })));
  return (
    <g>
      {keys.map(({ name, width, dash, says }, index) => (
        <g key={name}>
          <path
            class={name}
            stroke-width={width}
            stroke-dasharray={dash?.join(' ')}
            d={`M${LEFT + index * KEY} ${at - 3}h${KEY_LINE}`}
          />
          <text x={LEFT + index * KEY + KEY_LINE + 5} y={at}>
            {says}
          </text>
        </g>
      ))}
    </g>
  );
}

/** marks: when (ms), in the order of the list they are numbered in. */
export function Paper({ trace, span, marks }: { trace: Trace; span: number; marks: readonly number[] }) {
  const shown = panels(trace).filter((panel, index) => told(panel, trace, index));
  const x = (at: number): number => between(at, [0, Math.max(span, 1)], LEFT, WIDE - RIGHT);
  const tops = shown.map((_, index) => NUMBERS + ABOVE + shown.slice(0, index).reduce((sum, each) => sum + each.tall + ABOVE + 6, 0));
  const bottom = (tops.at(-1) ?? 0) + (shown.at(-1)?.tall ?? 0);
  return (
    <svg class="paper-plot printed" viewBox={`0 0 ${WIDE} ${bottom + 2 * BELOW}`} role="img" aria-label={t('plot.label')}>
      {shown.map((panel, index) => (
        <Drawn key={panel.title} panel={panel} trace={trace} top={tops[index] ?? 0} x={x} />
      ))}
      <Legend trace={trace} at={bottom + 2 * BELOW - 4} />
      {timeTicks(0, span, TIMES).map((at) => (
        <text key={at} x={x(at)} y={bottom + BELOW - 4} text-anchor="middle">
          {clock(at)}
        </text>
      ))}
      {numbered(marks, (NEAR * span) / WIDE).map(({ at, says }) => (
        <g key={says}>
          <line class="mark" x1={x(at)} x2={x(at)} y1={NUMBERS} y2={bottom} />
          <text class="number" x={Math.min(x(at), WIDE - NEAR)} y={NUMBERS - 3} text-anchor="middle">
            {says}
          </text>
        </g>
      ))}
    </svg>
  );
}
