/**
 * STOP of one treadmill, beside the STOP of all below. That one is pressed when the finger comes down; this one when it
 * goes up again, for a floor is scrolled with the same finger, and to stop a walker by scrolling past would hurt them.
 */
import { press } from '../../stop/bar.ts';
import { t } from '../../words/words.ts';
import type { Lines } from './lines.ts';
import { stands } from './standing.ts';

export function CardStop({ id, lines }: { id: string; lines: Lines }) {
  const label = lines.label.value;
  return (
    <button
      type="button"
      class="card-stop"
      data-belt={stands(lines.belt.value) ? 'stands' : 'moves'}
      onClick={() => press(id)}
    >
      {`${t('floor.stop')} `}
      <span class="of">{label}</span>
    </button>
  );
}
