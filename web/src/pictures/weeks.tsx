/** Four weeks as bars of minutes, and the same as a table below. */
import { Table } from '../parts/table.tsx';
import { figure } from '../units/figures.ts';
import { showSpeed } from '../units/shown.ts';
import { day } from '../units/time.ts';
import { language, t } from '../words/words.ts';
import { heights, type Week } from './shapes.ts';

/** As the API tells a week. */
export interface WeekTold extends Week {
  from_day: string;
  top_speed_kmh: number | null;
  green: number;
}

const [WIDE, TALL, BAR] = [80, 96, 44];

function minutes(week: WeekTold): string {
  return figure(week.belt_time_s / 60, 0, language.value);
}

function done(week: WeekTold): string {
  return week.planned === null ? String(week.walks) : t('pictures.weeks.of', { done: week.walks, planned: week.planned });
}

function Bar({ week, high, at }: { week: WeekTold; high: number; at: number }) {
  const [middle, top] = [at * WIDE + WIDE / 2, TALL - high * TALL];
  return (
    <g>
      <rect class="bar" x={middle - BAR / 2} y={top} width={BAR} height={high * TALL} rx="3" />
      <text x={middle} y={top - 6}>
        {minutes(week)}
      </text>
      <text class="day" x={middle} y={TALL + 18}>
        {day(week.from_day, language.value).replace(/ ?\d{4}$/, '')}
      </text>
    </g>
  );
}

export function Weeks({ weeks }: { weeks: readonly WeekTold[] }) {
  const high = heights(weeks);
  const columns = [
    { name: t('pictures.weeks.week') },
    { name: t('pictures.weeks.walks'), number: true },
    { name: t('pictures.weeks.minutes'), number: true },
    { name: t('pictures.weeks.speed'), number: true },
    { name: t('pictures.weeks.green'), number: true },
  ];
  const rows = weeks.map((week) => [
    day(week.from_day, language.value),
    done(week),
    minutes(week),
    showSpeed(week.top_speed_kmh),
    week.green,
  ]);
  return (
    <figure class="weeks">
      <svg class="picture" viewBox={`0 -24 ${WIDE * weeks.length} ${TALL + 48}`} aria-hidden="true">
        <path class="floor" d={`M0 ${TALL} H${WIDE * weeks.length}`} />
        {weeks.map((week, at) => (
          <Bar key={week.from_day} week={week} high={high[at] ?? 0} at={at} />
        ))}
      </svg>
      <Table caption={t('pictures.weeks.label')} columns={columns} rows={rows} />
    </figure>
  );
}
