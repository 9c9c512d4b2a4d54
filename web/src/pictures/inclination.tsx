/** How steep the deck is: its true angle, and the figure. */
import { degrees, inclinationText } from '../units/inclination.ts';
import { language, t } from '../words/words.ts';

/** steps: 0.1 %; null = not known. */
export function Inclination({ steps }: { steps: number | null }) {
  const text = inclinationText(steps, language.value);
  return (
    <figure class="inclination">
      <svg
        class="picture"
        viewBox="0 0 120 48"
        role="img"
        aria-label={t('pictures.inclination', { figure: text })}
      >
        <path class="floor" d="M4 42 H116" />
        <path class="deck-line" d="M10 42 H110" transform={`rotate(${-degrees(steps ?? 0)} 10 42)`} />
      </svg>
      <figcaption aria-hidden="true">{text}</figcaption>
    </figure>
  );
}
