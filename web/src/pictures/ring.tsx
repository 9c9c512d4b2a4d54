/** Time that runs out, as a ring that empties and a figure in it. */
import type { ComponentChildren } from 'preact';
import { seconds } from '../units/time.ts';
import { t } from '../words/words.ts';
import { dashes } from './shapes.ts';

const RADIUS = 44;

interface Props {
  /** Milliseconds left, and of how many. */
  left: number;
  whole: number;
  /** What happens then. */
  children?: ComponentChildren;
}

export function Ring({ left, whole, children }: Props) {
  const figure = seconds(left, 'left');
  return (
    <div class="ring">
      {/* The figure changes each second; who listens hears the announcement instead. */}
      <svg class="picture" viewBox="0 0 100 100" role="img" aria-label={t('pictures.ring', { seconds: figure })}>
        <circle class="track" cx="50" cy="50" r={RADIUS} />
        <circle
          class="rest"
          cx="50"
          cy="50"
          r={RADIUS}
          stroke-dasharray={dashes(left, whole, RADIUS)}
          transform="rotate(-90 50 50)"
        />
        <text x="50" y="50" dy="0.36em">
          {figure}
        </text>
      </svg>
      {children && <div class="then">{children}</div>}
    </div>
  );
}
