/** How did it feel: effort and pain now, what else was noticed, and the way to tomorrow's questions and the report. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Refused } from '../../parts/states.tsx';
import { href, type Place } from '../../routes.ts';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import { ASKED, groups, news, warns, type Group } from './asked.ts';
import { MorningLink } from './morning-link.tsx';
import { Handrail, Notes, Questions, Stumbles, type Draft, type Draws } from './questions.tsx';
import { Thanks } from './thanks.tsx';
import { Unread } from './unread.tsx';

type Report = Answer<'report'>;

/** Whose walk it was, which, and when. */
export function Of({ report }: { report: Report }) {
  const { session, name } = report;
  const parts = [name, report.protocol ?? session.protocol, told('start.level', session.level), session.label, dayAndTime(session.began, language.value)];
  return <p class="soft">{parts.filter(Boolean).join(' · ')}</p>;
}

function Body(draws: Draws) {
  return (
    <>
      <Questions of={ASKED.body} {...draws} />
      <Handrail {...draws} />
      <Stumbles {...draws} />
      <Notes {...draws} />
    </>
  );
}

function OneGroup({ group, ...draws }: Draws & { group: Group }) {
  return (
    <section class="card asked" aria-labelledby={`asked-${group}`}>
      <h2 id={`asked-${group}`}>{t(`after.group.${group}`)}</h2>
      {group === 'body' ? <Body {...draws} /> : <Questions of={ASKED[group]} {...draws} />}
    </section>
  );
}

/** What was told is kept; what comes now. */
function Kept({ session, warned }: { session: string; warned: boolean }) {
  return (
    <>
      <Thanks>{t('after.kept')}</Thanks>
      {warned && <Notice tone="warn" title={t('after.look.title')}>{t('after.look.says')}</Notice>}
      <LinkButton href={href('report', session)} kind="main">
        {t('after.to_report')}
      </LinkButton>
      <MorningLink session={session} />
    </>
  );
}

function Form({ report, onKept }: { report: Report; onKept: (told: Draft) => void }) {
  const { session, after } = report;
  const [draft, setDraft] = useState<Draft>(after);
  const doing = useDoing();
  const fresh = news(after, draft);
  const why = Object.keys(fresh).length === 0 ? t('after.first') : undefined;
  const press = async (): Promise<void> => {
    if (await doing.run(() => ask('after', { path: { session: session.id }, body: fresh }))) onKept({ ...after, ...fresh });
  };
  const draws = { draft, onTell: (part: Draft) => setDraft({ ...draft, ...part }) };
  const since = session.ended === null ? null : Date.now() - Date.parse(session.ended);
  return (
    <>
      {groups(since).map((group) => (
        <OneGroup key={group} group={group} {...draws} />
      ))}
      <Against doing={doing} />
      <div class="row apart top">
        <LinkButton href={href('report', session.id)} kind="quiet">
          {t('after.skip')}
        </LinkButton>
        <Button kind="main" icon="check" why={why} busy={doing.busy} onPress={() => void press()}>
          {t('after.keep')}
        </Button>
      </div>
    </>
  );
}

export function After({ place }: { place: Place }) {
  const session = place.params['session'] ?? '';
  const read = useRead(() => ask('report', { path: { session } }), session);
  const [kept, setKept] = useState<Draft | null>(null);
  const report = read.value;
  return (
    <div class="narrow after-walk">
      <h1>{t('after.title')}</h1>
      {report === null && <Unread problem={read.problem} retry={read.again} />}
      {report !== null && <Of report={report} />}
      {report !== null && !may('tell') && <Refused who={t('after.teller')} />}
      {report !== null && may('tell') && kept === null && <Form report={report} onKept={setKept} />}
      {kept !== null && <Kept session={session} warned={warns(kept)} />}
    </div>
  );
}
