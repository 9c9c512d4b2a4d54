/** Walks of a person, newest first: each with its light and the way to its report; and those that ended too early. */
import type { Answer } from '../../api/client.ts';
import { Lamp } from '../../pictures/lamp.tsx';
import { Table } from '../../parts/table.tsx';
import { href } from '../../routes.ts';
import { showDistance } from '../../units/shown.ts';
import { clock, dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';

type Walked = Answer<'history'>[number];

const score = (value: number | null): string => (value === null ? '–' : String(value));

function Lit({ walk }: { walk: Walked }) {
  return (
    <span class="lit-word">
      <Lamp light={walk.light} /> {told('after.light', walk.light)}
    </span>
  );
}

export function History({ of }: { of: readonly Walked[] }) {
  const number = (name: string) => ({ name, number: true });
  const columns = [
    { name: t('person.walks.when') },
    { name: t('person.walks.light') },
    { name: t('person.walks.what') },
    number(t('person.walks.walked')),
    number(t('person.walks.felt')),
    { name: t('person.walks.ended') },
  ];
  const rows = [...of].reverse().map((walk) => [
    <a class="whole" href={href('report', walk.session)}>{dayAndTime(walk.began, language.value)}</a>,
    <Lit walk={walk} />,
    walk.protocol,
    `${clock(walk.belt_time_s * 1_000)} · ${showDistance(walk.distance_m)}`,
    `${score(walk.effort)} · ${score(walk.worst_pain)}`,
    walk.stop_reason === null ? '–' : told('after.stop', walk.stop_reason),
  ]);
  return <Table caption={t('person.walks.caption')} columns={columns} rows={rows} stacks />;
}

/** What ended before its plan did, and what was said against it. */
export function Stops({ of }: { of: readonly Walked[] }) {
  const early = of.filter((walk) => walk.stop_reason !== 'completed');
  if (early.length === 0) return <p class="soft">{t('person.stops.none')}</p>;
  return (
    <ul class="plain stops-early">
      {[...early].reverse().map((walk) => (
        <li key={walk.session}>
          <a href={href('report', walk.session)}>{dayAndTime(walk.began, language.value)}</a>{' '}
          <strong>{walk.stop_reason === null ? t('after.absent.not_known') : told('after.stop', walk.stop_reason)}</strong>
          <span class="soft"> {walk.reasons.map((reason) => ours('after.reason', reason)).join(', ')}</span>
        </li>
      ))}
    </ul>
  );
}
