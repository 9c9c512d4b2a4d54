/** The live chart: planned, allowed and measured, heart rate, what happened, and the part that is still to come. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { onEvent, treadmill, type Treadmill } from '../../live/store.ts';
import { Plot } from '../../parts/plot/plot.tsx';
import type { Mark } from '../../parts/plot/panel.ts';
import { t, told } from '../../words/words.ts';
import { useRead, type Read } from '../reading.ts';
import { Course } from './course.ts';
import { markOf } from './marks.ts';

/** More than this nobody tells apart on a chart. */
const MOST_MARKS = 60;

type Sources = readonly [Read<Answer<'plan'>>, Read<Answer<'samples'>>];

function useSources(session: string): Sources {
  const path = { session };
  return [useRead(() => ask('plan', { path }), session), useRead(() => ask('samples', { path }), session)];
}

/** The course of this walk, once what was before is known; it takes in every frame from then on. */
function useCourse(id: string, session: string): { course: Course | null; marks: readonly Mark[] } {
  const [plan, samples] = useSources(session);
  const course = useRef<Course | null>(null);
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const ready = plan.value !== null && (samples.value !== null || samples.problem !== null);
  useEffect(() => {
    if (!ready || plan.value === null) return undefined;
    const made = new Course(plan.value, samples.value ?? [], performance.now());
    course.current = made;
    setMarks([]);
    const unheard = onEvent((event, at) => {
      const [says, when] = [markOf(event), made.at(performance.now())];
      if (at !== id || says === null || when === null) return;
      const mark = { at: when, says: told(says.group, says.code), alarm: says.alarm };
      setMarks((before) => [...before, mark].slice(-MOST_MARKS));
    });
    const unseen = treadmill(id).subscribe((machine) => machine !== undefined && made.look(machine, performance.now()));
    return () => {
      unheard();
      unseen();
      course.current = null;
    };
  }, [id, session, ready]);
  return { course: course.current, marks };
}

interface Props {
  machine: Treadmill;
  session: string;
  /** Whether there is room for it now; it takes in every frame all the same. */
  shown: boolean;
  over: boolean;
}

function Chart({ machine, session, shown, over }: Props) {
  const { course, marks } = useCourse(machine.id, session);
  if (course === null || !shown) return null;
  return (
    // Below another sheet it is drawn anew: it does not slide there from where it was.
    <section class="live-chart" aria-labelledby="chart-title" key={over ? 'over' : 'under way'}>
      <h2 class="unseen" id="chart-title">
        {t('walker.chart')}
      </h2>
      <Plot
        trace={course.trace}
        beat={course.trace.now ?? 0}
        span={course.span(machine.walk?.left_ms ?? null)}
        marks={marks}
        live={!over}
      />
    </section>
  );
}

/** A page that is opened when the walk is over shows none: its plan is not told any more, and the report has all of it. */
export function LiveChart(props: Props) {
  const [late] = useState(props.over);
  return late ? null : <Chart {...props} />;
}
