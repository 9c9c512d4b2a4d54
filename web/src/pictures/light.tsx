/** The traffic light of a walk. Each has a shape of its own: it is told without its colour. */
import { t } from '../words/words.ts';

export type LightName = 'green' | 'amber' | 'red';

const SHAPES: Readonly<Record<LightName, string>> = {
  green: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  amber: 'M12 3L22 20H2z',
  red: 'M8 3h8l5 5v8l-5 5H8l-5-5V8z',
};

/** said: the words stand beside it; without them they are read aloud. */
export function Light({ light, said = true }: { light: LightName; said?: boolean }) {
  const words = t(`pictures.light.${light}`);
  const named = said ? { 'aria-hidden': 'true' as const } : { role: 'img' as const, 'aria-label': words };
  return (
    <span class={`light ${light}`}>
      <svg width="24" height="24" viewBox="0 0 24 24" {...named}>
        <path d={SHAPES[light]} />
      </svg>
      {said && words}
    </span>
  );
}
