/** Each of four weeks in figures: walked of planned, minutes, top speed and inclination, how many were green. */
import type { Answer, Schema } from '../../api/client.ts';
import { Table } from '../../parts/table.tsx';
import { showDistance, showInclination, showSpeed } from '../../units/shown.ts';
import { clock, day } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';

type Week = Schema<'WeekView'>;

// What a plan of walks should keep to at least (per cent).
const AIM = 80;

/** The fastest and the steepest of a week; on the flat only the first. */
function top(week: Week): string {
  const steep = week.top_inclination_percent ? showInclination(week.top_inclination_percent) : '';
  return [showSpeed(week.top_speed_kmh), steep].filter(Boolean).join(' · ');
}

function cells(week: Week): readonly string[] {
  return [
    day(week.from_day, language.value).replace(/ \d{4}$/, ''),
    week.planned === null ? String(week.walks) : t('person.weeks.of', { n: week.walks, of: week.planned }),
    week.levels.map((level) => told('start.level', level)).join(', ') || '–',
    `${clock(week.belt_time_s * 1_000)} · ${showDistance(week.distance_m)}`,
    top(week),
    week.walks === 0 ? '–' : t('person.weeks.of', { n: week.green, of: week.walks }),
  ];
}

export function Weeks({ of }: { of: Answer<'progress'> }) {
  const number = (name: string) => ({ name, number: true });
  const columns = [
    { name: t('person.weeks.from') },
    number(t('person.weeks.walks')),
    { name: t('person.weeks.level') },
    number(t('person.weeks.walked')),
    number(t('person.weeks.top')),
    number(t('person.weeks.green')),
  ];
  const kept = of.adherence_percent;
  return (
    <>
      <Table caption={t('person.weeks.caption')} columns={columns} rows={of.weeks.map(cells)} stacks />
      <p class="soft small">{kept === null ? t('person.weeks.unplanned') : t('person.weeks.adherence', { percent: kept, aim: AIM })}</p>
    </>
  );
}
