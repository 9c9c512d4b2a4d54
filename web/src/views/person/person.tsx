/** How a person gets on: the next step, four weeks at a glance, walks with their lights, and outcome tests. */
import { useState } from 'preact/hooks';
import { address, ask, type Answer } from '../../api/client.ts';
import { me } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/states.tsx';
import type { Place } from '../../routes.ts';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';
import { Unread } from '../after/unread.tsx';
import { useRead, type Read } from '../reading.ts';
import { saveJson } from '../saving.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { History, Stops } from './history.tsx';
import { Next, type Proposal } from './next.tsx';
import { AddResult, open, Results, Trends } from './outcomes.tsx';
import { placed } from './strip.ts';
import { Keys, Pains, Strip } from './weeks-drawn.tsx';
import { Weeks } from './weeks.tsx';

// Drawn for a wide page and for a phone: letters stay letters.
const WIDTHS = [720, 340] as const;

/** "3 sessions a week at level beginner" has its level in it; every other rule is a sentence of its own. */
function rule(why: string): string {
  const [, n, level] = /^(\d+) sessions a week at level (.+)$/.exec(why) ?? [];
  return level === undefined ? ours('person.rest', why) : t('person.week_rule', { n: n ?? '', level: told('start.level', level) });
}

function Schedule({ of }: { of: Answer<'schedule'> }) {
  const now = Date.parse(of.next) <= Date.now();
  return (
    <section class="card" aria-labelledby="schedule">
      <h2 id="schedule">{t('person.schedule.title')}</h2>
      <p>{t('person.schedule.done', { n: of.done, of: of.planned, most: of.most })}</p>
      <p>
        {now ? t('person.schedule.now') : t('person.schedule.next', { when: dayAndTime(of.next, language.value) })}
        {!now && of.why !== '' && ` ${t('person.rule')} ${rule(of.why)}`}
      </p>
      {of.lighter && <p>{t('person.schedule.lighter')}</p>}
    </section>
  );
}

function Drawn({ progress, walks }: { progress: Answer<'progress'>; walks: ReturnType<typeof placed> }) {
  const { days } = progress;
  return (
    <>
      <h3>{t('person.strip')}</h3>
      {WIDTHS.map((width) => (
        <Strip key={width} days={days} width={width} />
      ))}
      <p class="soft small">{t('person.letters')}</p>
      <h3>{t('person.pains')}</h3>
      <Keys />
      {WIDTHS.map((width) => (
        <Pains key={width} days={days} width={width} walks={walks} />
      ))}
      <Weeks of={progress} />
      <h3>{t('person.stops.title')}</h3>
      <Stops of={walks} />
    </>
  );
}

function Course({ progress, history }: { progress: Answer<'progress'>; history: Answer<'history'> }) {
  const walks = placed(progress.days, history);
  return (
    <section class="card four-weeks" aria-labelledby="four-weeks">
      <h2 id="four-weeks">{t('person.four_weeks')}</h2>
      {walks.length === 0 ? (
        <p class="soft">{t('person.nothing')}</p>
      ) : (
        <Drawn progress={progress} walks={walks} />
      )}
    </section>
  );
}

function Tests({ person, progress, onMeasured }: { person: string; progress: Answer<'progress'>; onMeasured: () => void }) {
  const tests = useRead(() => ask('outcome_tests', {}), 'tests');
  const results = useRead(() => ask('outcomes', { path: { person } }), person);
  const [adding, setAdding] = useState(false);
  const offered = open(tests.value ?? [], me.value?.role === 'clinician');
  const done = (): void => {
    setAdding(false);
    results.again();
    onMeasured();
  };
  return (
    <section class="card" aria-labelledby="tests">
      <h2 id="tests">{t('person.tests.title')}</h2>
      <Trends of={progress.trends} tests={tests.value ?? []} />
      <p class="soft small">{t('person.tests.honest')}</p>
      {(results.value?.length ?? 0) > 0 && (
        <details class="disclosure unprinted">
          <summary>{t('person.tests.all')}</summary>
          <Results of={results.value ?? []} tests={tests.value ?? []} />
        </details>
      )}
      {offered.length > 0 && (
        <div class="unprinted">
          <Button icon="plus" onPress={() => setAdding(true)}>
            {t('person.tests.add')}
          </Button>
        </div>
      )}
      {adding && <AddResult person={person} tests={offered} onDone={done} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Save({ person }: { person: string }) {
  const doing = useDoing();
  const all = async (): Promise<void> => {
    const done = await doing.run(() => ask('export_person', { path: { person } }));
    if (done) saveJson(`${person}.json`, done.value);
  };
  return (
    <section class="card unprinted" aria-labelledby="save">
      <h2 id="save">{t('person.save.title')}</h2>
      <Against doing={doing} />
      <div class="row top">
        <LinkButton icon="save" href={address('course_page', { person })} download={`${person}.html`}>
          {t('person.save.page')}
        </LinkButton>
        <Button icon="save" busy={doing.busy} onPress={() => void all()}>
          {t('person.save.all')}
        </Button>
      </div>
    </section>
  );
}

interface Sheets {
  id: string;
  progress: Read<Answer<'progress'>>;
  history: Read<Answer<'history'>>;
  proposal: Read<Proposal>;
  schedule: Read<Answer<'schedule'>>;
}

function Shown({ id, progress, history, proposal, schedule }: Sheets) {
  if (progress.value === null || history.value === null) return <Loading />;
  return (
    <>
      <div class="split">
        {proposal.value && <Next person={id} of={proposal.value} onDecided={proposal.put} />}
        {schedule.value && <Schedule of={schedule.value} />}
      </div>
      <Course progress={progress.value} history={history.value} />
      <Tests person={id} progress={progress.value} onMeasured={progress.again} />
      <section class="card unprinted" aria-labelledby="walks">
        <h2 id="walks">{t('person.walks.title')}</h2>
        {history.value.length === 0 ? <Empty title={t('person.walks.none')} /> : <History of={history.value} />}
      </section>
      <Save person={id} />
      <p class="soft small disclaimer">{t('after.report.disclaimer')}</p>
    </>
  );
}

export function PersonView({ place }: { place: Place }) {
  const id = place.params['person'] ?? '';
  const path = { path: { person: id } };
  const person = useRead(() => ask('person', path), id);
  const sheets = {
    id,
    progress: useRead(() => ask('progress', path), id),
    history: useRead(() => ask('history', path), id),
    proposal: useRead(() => ask('proposal', path), id),
    schedule: useRead(() => ask('schedule', path), id),
  };
  const reads = [person, sheets.progress, sheets.history, sheets.proposal, sheets.schedule];
  const failed = reads.find((each) => each.problem !== null);
  const again = (): void => reads.forEach((each) => each.again());
  return (
    <div class="person-view">
      <header class="report-head">
        <div>
          <h1>{person.value?.name ?? t('person.title')}</h1>
          {person.value && !failed && <p class="soft">{told('start.level', person.value.level)}</p>}
        </div>
        {sheets.progress.value && (
          <Button icon="print" onPress={() => print()}>
            {t('after.report.print')}
          </Button>
        )}
      </header>
      {failed ? <Unread problem={failed.problem} retry={again} /> : <Shown {...sheets} />}
    </div>
  );
}
