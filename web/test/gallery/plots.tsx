import { useEffect, useState } from 'preact/hooks';
import { Card } from '../../src/parts/card.tsx';
import { Plot } from '../../src/parts/plot/plot.tsx';
import { ofPreview, type PreviewStep } from '../../src/parts/plot/points.ts';
import { Trace, type Point } from '../../src/parts/plot/trace.ts';

const STEPS: readonly PreviewStep[] = [
  ['settle', 0, 30, 1, 1, 0],
  ['ramp', 30, 30, 2, 2, 0],
  ['hold', 60, 120, 2, 2, 0],
  ['hold', 180, 120, 3.2, 2.4, 2],
  ['hold', 300, 120, 2.4, 2.4, 1],
  ['rest', 420, 30, 0, 0, 0],
  ['hold', 450, 60, 1, 1, 0],
].map(([kind, begins_s, lasts_s, wanted_kmh, allowed_kmh, percent]) => ({
  kind: String(kind),
  facing: 'backward',
  begins_s: Number(begins_s),
  lasts_s: Number(lasts_s),
  wanted_kmh: Number(wanted_kmh),
  allowed_kmh: Number(allowed_kmh),
  wanted_percent: Number(percent),
  allowed_percent: Number(percent),
}));
const SPAN = 510_000;
const PLAN = ofPreview(STEPS);

function planned(at: number): Point {
  return [...PLAN].reverse().find((point) => point.at <= at) ?? (PLAN[0] as Point);
}

/** A frame as a belt that follows with a little noise would give it. */
function frame(at: number, before: number): Point {
  const { planned: wanted, allowed, inclinationPlanned, inclinationAllowed } = planned(at);
  const speed = Math.round(before + ((allowed ?? 0) - before) * 0.08 + 1.2 * Math.sin(at / 3_000));
  const heart = 80 + Math.round((speed / 240) * 30);
  return { ...planned(at), at, speed, planned: wanted, allowed, cap: 240, inclination: inclinationAllowed, inclinationPlanned, heart };
}

function walked(until: number): Trace {
  const trace = new Trace();
  let speed = 0;
  for (let at = 0; at <= until; at += 250) {
    const point = frame(at, speed);
    speed = point.speed ?? 0;
    trace.add(point);
  }
  trace.plan(PLAN);
  return trace;
}

const LIVE = walked(240_000);
const PREVIEW = new Trace();
PREVIEW.plan(PLAN);
const MARKS = [
  { at: 61_000, says: 'Held' },
  { at: 200_000, says: 'The connection was lost and is back', alarm: true },
];

/** Frames come as fast as a test wants them: `window.beat(n)` adds so many quarters of a second. */
function useBeats(): number {
  const [beat, setBeat] = useState(LIVE.now ?? 0);
  useEffect(() => {
    const beats = (many: number): number => {
      for (let count = 0; count < many; count++) {
        const at = (LIVE.now ?? 0) + 250;
        LIVE.add(frame(at, LIVE.columns.speed[LIVE.measured - 1] ?? 0));
      }
      setBeat(LIVE.now ?? 0);
      return LIVE.columns.at.length;
    };
    Object.assign(globalThis, { beats });
  }, []);
  return beat;
}

export function Plots() {
  const beat = useBeats();
  return (
    <>
      <h1>The chart</h1>
      <Card title="A walk under way">
        <Plot trace={LIVE} beat={beat} span={SPAN} marks={MARKS} live />
      </Card>
      <Card title="A protocol nobody has walked yet">
        <Plot trace={PREVIEW} span={SPAN} />
      </Card>
    </>
  );
}
