/** The drawings of four weeks: minutes on the belt in the colour and with the letter of the light, and pain below. */
import { between } from '../../parts/plot/lines.ts';
import { ticks } from '../../parts/plot/scales.ts';
import { day } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { answers, bars, PAINS, reach, type Answer, type placed } from './strip.ts';
import type { Schema } from '../../api/client.ts';

type Day = Schema<'DayView'>;
type Placed = ReturnType<typeof placed>;

// Where the drawing begins and ends, and how high its two panels are.
const LEFT = 30;
const RIGHT = 6;
const TALL = 96;
const TOP = 20;
const FOOT = 20;
const WEEK = 7;
// Pain up to 2 is green, up to 5 amber, above red.
const BANDS = [['green', 0, 2.5], ['amber', 2.5, 5.5], ['red', 5.5, 10]] as const;
const SCORE = [0, 10] as const;

interface Room {
  days: readonly Day[];
  width: number;
}

const across = (width: number, days: number) => (at: number): number => between(at, [0, days], LEFT, width - RIGHT);

/** A line and a date at the beginning of each week. */
function Weeks({ days, width }: Room) {
  const x = across(width, days.length);
  return (
    <>
      {days.map((each, index) =>
        index % WEEK !== 0 ? null : (
          <g key={each.day}>
            <line class="grid" x1={x(index)} x2={x(index)} y1={TOP} y2={TOP + TALL} />
            <text x={x(index) + 3} y={TOP + TALL + 14}>
              {day(each.day, language.value).replace(/ \d{4}$/, '')}
            </text>
          </g>
        ),
      )}
    </>
  );
}

function Axis({ at, width, y }: { at: readonly number[]; width: number; y: (value: number) => number }) {
  return (
    <>
      {at.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 5} y={y(tick) + 4} text-anchor="end">
            {tick}
          </text>
        </g>
      ))}
    </>
  );
}

export function Strip({ days, width }: Room) {
  const all = bars(days);
  const high = reach(all);
  const x = across(width, days.length);
  const y = (value: number): number => between(value, [0, high * 1.15], TOP + TALL, TOP);
  return (
    <svg class={`weeks-drawn at-${width}`} viewBox={`0 0 ${width} ${TOP + TALL + FOOT}`} role="img" aria-label={t('person.strip')}>
      <Axis at={ticks(high, 3)} width={width} y={y} />
      <Weeks days={days} width={width} />
      {all.map((bar) => (
        <g key={bar.session}>
          <rect class={`bar ${bar.light}`} x={x(bar.from)} y={y(bar.minutes)} width={x(bar.wide) - x(0)} height={Math.max(1, y(0) - y(bar.minutes))} />
          <text class="letter" x={x(bar.from + bar.wide / 2)} y={y(bar.minutes) - 4} text-anchor="middle">
            {told('person.letter', bar.light)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Told({ name, of, x, y }: { name: Answer; of: Placed; x: (at: number) => number; y: (value: number) => number }) {
  const points = answers(of, name).map(({ day: on, value }) => [x(on + 0.5), y(value)] as const);
  const drawn = points.map(([px, py], index) => `${index ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
  return (
    <g class={name}>
      {name !== 'effort' && points.length > 1 && <path d={drawn} />}
      {points.map(([px, py]) =>
        name === 'effort' ? <rect x={px - 4} y={py - 4} width={8} height={8} /> : <circle cx={px} cy={py} r={3} />,
      )}
    </g>
  );
}

export function Pains({ days, width, walks }: Room & { walks: Placed }) {
  const x = across(width, days.length);
  const y = (value: number): number => between(value, SCORE, TOP + TALL, TOP);
  return (
    <svg class={`weeks-drawn at-${width}`} viewBox={`0 0 ${width} ${TOP + TALL + FOOT}`} role="img" aria-label={t('person.pains')}>
      {BANDS.map(([light, low, high]) => (
        <rect key={light} class={`band ${light}`} x={LEFT} y={y(high)} width={width - LEFT - RIGHT} height={y(low) - y(high)} />
      ))}
      <Axis at={[0, 5, 10]} width={width} y={y} />
      <Weeks days={days} width={width} />
      <Told name="effort" of={walks} x={x} y={y} />
      {PAINS.map((name) => (
        <Told key={name} name={name} of={walks} x={x} y={y} />
      ))}
    </svg>
  );
}

/** What each line and dot is. */
export function Keys() {
  return (
    <ul class="legend keys">
      {[...PAINS, 'effort' as const].map((name) => (
        <li key={name} class={name}>
          <svg width="24" height="10" aria-hidden="true">
            <g class={name}>{name === 'effort' ? <rect x={8} y={1} width={8} height={8} /> : <path d="M0 5h24" />}</g>
          </svg>
          {t(`person.key.${name}`)}
        </li>
      ))}
    </ul>
  );
}
