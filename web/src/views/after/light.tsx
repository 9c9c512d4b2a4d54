/** The traffic light of a walk, with every reason for it: as a word first, and as a picture. */
import type { Schema } from '../../api/client.ts';
import { Lamp } from '../../pictures/lamp.tsx';
import { t, told } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';

export function Light({ of }: { of: Schema<'LightView'> }) {
  return (
    <section class="verdict" data-light={of.light} aria-labelledby="light">
      <Lamp light={of.light} />
      <div>
        <h2 id="light">{told('after.light', of.light)}</h2>
        {of.reasons.length === 0 ? (
          <p>{t('after.light.none')}</p>
        ) : (
          <ul>
            {of.reasons.map((reason) => (
              <li key={reason}>{ours('after.reason', reason)}</li>
            ))}
          </ul>
        )}
        {of.refer && <p class="refer">{t('after.light.refer')}</p>}
      </div>
    </section>
  );
}
