/** A panel on the screen: made, drawn again when there is something new, fitted when its place changes. */
import { useEffect, useRef } from 'preact/hooks';
import { choices } from '../../choices.ts';
import { language } from '../../words/words.ts';
import { panel, type Panel, type Shows } from './panel.ts';
import { due } from './scales.ts';

const DARK = '(prefers-color-scheme: dark)';

/** Put a panel into the element the reference is given to. beat: changes when the trace has. */
export function useDrawing(shows: Shows, beat: number): { current: HTMLDivElement | null } {
  const place = useRef<HTMLDivElement>(null);
  const made = useRef<Panel | null>(null);
  const drawn = useRef(Number.NEGATIVE_INFINITY);
  const latest = useRef(shows);
  latest.current = shows;

  const { look, speed } = choices.value;
  useEffect(() => {
    const within = place.current;
    if (!within) return undefined;
    const made_ = panel(following(latest), within, within.clientWidth, within.clientHeight);
    made.current = made_;
    const fits = new ResizeObserver(() => made_.resize(within.clientWidth, within.clientHeight));
    fits.observe(within);
    const dark = matchMedia(DARK);
    dark.addEventListener('change', made_.draw);
    return () => {
      dark.removeEventListener('change', made_.draw);
      fits.disconnect();
      made_.end();
    };
  }, [shows.curves, shows.trace, look]);

  useEffect(() => {
    drawn.current = Number.NEGATIVE_INFINITY;
  }, [look, speed, language.value, shows.marks().length]);
  useEffect(() => {
    const { trace, span } = latest.current;
    if (!due(drawn.current, trace.now, span(), place.current?.clientWidth ?? 0)) return;
    drawn.current = trace.now ?? drawn.current;
    made.current?.draw();
  });
  void beat;
  return place;
}

/** What a panel asks is answered by the newest props, not by those it was made with. */
function following(latest: { current: Shows }): Shows {
  return {
    trace: latest.current.trace,
    curves: latest.current.curves,
    times: latest.current.times,
    named: latest.current.named,
    range: () => latest.current.range(),
    ticks: (most, many) => latest.current.ticks(most, many),
    figure: (value) => latest.current.figure(value),
    marks: () => latest.current.marks(),
    span: () => latest.current.span(),
    now: () => latest.current.now(),
  };
}
