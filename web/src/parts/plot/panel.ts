/** One panel of the plot: a uPlot with our lines, axes, marks and the time that is still to come. */
import uPlot from 'uplot';
import { clock } from '../../units/time.ts';
import type { Column, Trace } from './trace.ts';
import { timeTicks } from './scales.ts';

/** One curve: what it shows, how it is drawn, and its name. */
export interface Curve {
  column: Column;
  name: string;
  /** A colour token. */
  colour: string;
  width: number;
  dash?: readonly number[];
}

/** Something that happened, or an announced change. at: ms. */
export interface Mark {
  at: number;
  says: string;
  alarm?: boolean;
}

/** What a panel shows. The functions are asked at each drawing, so they may answer by what has changed. */
export interface Shows {
  trace: Trace;
  curves: readonly Curve[];
  range: () => [number, number];
  ticks: (most: number, many: number) => number[];
  figure: (value: number) => string;
  marks: () => readonly Mark[];
  /** The end of the time axis at the least (ms). */
  span: () => number;
  /** Whether the time axis has its figures here: only the lowest panel. */
  times: boolean;
  /** Whether the line of now has its word here: only the highest panel. */
  named: boolean;
  /** The word at the line of now; "" = a walk that is over has no now. */
  now: () => string;
}

// Room for figures left of the axis, and between two lines of a grid; how high letters are (CSS pixels, for letters of 16).
const AXIS = 44;
const TIMES = 32;
const APART = 28;
const TIMES_APART = 64;
const LETTERS = 13;
const USUAL = 16;

/** How much larger than usual letters are: on a television, or where somebody has made them so. */
function larger(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL;
}

const text = (by: number): string => `600 ${LETTERS * by}px system-ui, sans-serif`;

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axes(shows: Shows): uPlot.Axis[] {
  const by = larger();
  const shared = { stroke: () => token('muted'), font: text(by), ticks: { show: false } };
  const grid = { stroke: () => token('line-soft'), width: 1 };
  const across: uPlot.Axis = {
    ...shared,
    grid,
    show: shows.times,
    size: TIMES * by,
    splits: (plot, _, from, to) => timeTicks(from, to, plot.width / (TIMES_APART * by)),
    values: (_, splits) => splits.map((at) => clock(at)),
  };
  const up: uPlot.Axis = {
    ...shared,
    grid,
    size: AXIS * by,
    splits: (plot, _, __, most) => shows.ticks(most, plot.height / (APART * by)),
    values: (_, splits) => splits.map(shows.figure),
  };
  return [across, up];
}

function series({ name, colour, width, dash }: Curve): uPlot.Series {
  return {
    label: name,
    stroke: () => token(colour),
    width,
    points: { show: false },
    ...(dash ? { dash: [...dash] } : {}),
  };
}

/** The word at the line, on the side where there is room. */
function drawWord({ ctx, bbox }: uPlot, word: string, x: number, top: number): void {
  ctx.textAlign = 'left';
  const by = larger() * devicePixelRatio;
  ctx.font = text(by);
  const [wide, away] = [ctx.measureText(word).width, 6 * devicePixelRatio];
  const left = x + away + wide > bbox.left + bbox.width ? x - away - wide : x + away;
  ctx.fillText(word, left, top + 14 * by);
}

/** The part that is still to come lies under a veil, and a line says where now is. */
function drawNow(plot: uPlot, shows: Shows): void {
  const { trace } = shows;
  const [now, says] = [trace.now, shows.now()];
  if (now === null || says === '') return;
  const { left, top, width, height } = plot.bbox;
  const x = Math.min(left + width, plot.valToPos(now, 'x', true));
  const { ctx } = plot;
  ctx.save();
  ctx.globalAlpha = 0.55;
  ctx.fillStyle = token('surface');
  ctx.fillRect(x, top, left + width - x, height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = token('accent');
  ctx.fillRect(x - devicePixelRatio, top, 2 * devicePixelRatio, height);
  if (shows.named) drawWord(plot, says, x, top);
  ctx.restore();
}

function drawMark(plot: uPlot, mark: Mark): void {
  const { top, height, left, width } = plot.bbox;
  const x = plot.valToPos(mark.at, 'x', true);
  if (x < left || x > left + width) return;
  const { ctx } = plot;
  const size = 5 * devicePixelRatio;
  ctx.fillStyle = token(mark.alarm ? 'alarm-ink' : 'warn-ink');
  ctx.fillRect(x - devicePixelRatio / 2, top, devicePixelRatio, height);
  ctx.beginPath();
  ctx.moveTo(x - size, top);
  ctx.lineTo(x + size, top);
  ctx.lineTo(x, top + 1.6 * size);
  ctx.fill();
}

function options(shows: Shows, width: number, height: number): uPlot.Options {
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 24, shows.times ? 0 : 8, 0],
    scales: {
      x: { time: false, range: () => [0, Math.max(shows.span(), shows.trace.now ?? 0, 1)] },
      y: { range: () => shows.range() },
    },
    axes: axes(shows),
    series: [{}, ...shows.curves.map(series)],
    hooks: {
      draw: [
        (plot) => {
          drawNow(plot, shows);
          for (const mark of shows.marks()) drawMark(plot, mark);
        },
      ],
    },
  };
}

function data({ trace, curves }: Shows): uPlot.AlignedData {
  return [trace.columns.at, ...curves.map(({ column }) => trace.columns[column])] as unknown as uPlot.AlignedData;
}

export interface Panel {
  /** Draw what the trace holds now. */
  draw: () => void;
  resize: (width: number, height: number) => void;
  end: () => void;
}

/** A panel within an element. Its size is CSS pixels. */
export function panel(shows: Shows, within: HTMLElement, width: number, height: number): Panel {
  const plot = new uPlot(options(shows, width, height), data(shows), within);
  return {
    draw: () => plot.setData(data(shows)),
    resize: (wide, high) => plot.setSize({ width: wide, height: high }),
    end: () => plot.destroy(),
  };
}
