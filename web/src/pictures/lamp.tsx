/** The traffic light of a walk: three places, of which one is lit. Its word stands beside it. */

const PLACES = ['red', 'amber', 'green'] as const;
// Pixels of one place of the light.
const PLACE = 16;

export function Lamp({ light }: { light: string }) {
  const height = PLACES.length * PLACE;
  return (
    <svg class="lamp" data-light={light} viewBox={`0 0 ${PLACE} ${height}`} width={PLACE} height={height} aria-hidden="true">
      {PLACES.map((name, index) => (
        <circle key={name} class={name === light ? `lit ${name}` : 'dark'} cx={PLACE / 2} cy={PLACE * (index + 0.5)} r={6} />
      ))}
    </svg>
  );
}
