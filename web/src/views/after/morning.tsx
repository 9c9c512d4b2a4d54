/** The next morning, by the link of one walk: whoever has it can tell, and reads nothing. */
import { useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty } from '../../parts/states.tsx';
import type { Place } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { MORNING, news, warns } from './asked.ts';
import { Notes, Questions, type Draft } from './questions.tsx';
import { Thanks } from './thanks.tsx';

/** A link that is not good is told as such: no other press would mend it. */
function useless(problem: Problem | null): 'not_paired' | 'gone' | 'not_found' | null {
  const code = problem?.code.replaceAll('-', '_');
  return code === 'not_paired' || code === 'gone' || code === 'not_found' ? code : null;
}

function Form({ session, token, onKept }: { session: string; token: string; onKept: (told: Draft) => void }) {
  const [draft, setDraft] = useState<Draft>({});
  const doing = useDoing();
  const fresh = news({}, draft);
  const bad = useless(doing.problem);
  if (bad !== null) return <Empty title={t(`after.morning.bad.${bad}`)}>{t('after.morning.bad.do')}</Empty>;
  const press = async (): Promise<void> => {
    const done = await doing.run(() => ask('morning', { path: { session }, body: { token, ...fresh } }));
    if (done) onKept(fresh);
  };
  const draws = { draft, onTell: (part: Draft) => setDraft({ ...draft, ...part }) };
  const why = fresh.morning === undefined ? t('after.morning.first') : undefined;
  return (
    <>
      <p>{t('after.morning.says')}</p>
      <section class="card asked" aria-label={t('after.group.morning')}>
        <Questions of={MORNING} {...draws} />
        <Notes {...draws} />
      </section>
      <Against doing={doing} />
      <Button kind="main" icon="check" why={why} busy={doing.busy} onPress={() => void press()}>
        {t('after.keep')}
      </Button>
    </>
  );
}

export function Morning({ place }: { place: Place }) {
  const { session = '', token = '' } = place.params;
  const [kept, setKept] = useState<Draft | null>(null);
  return (
    <div class="narrow after-walk">
      <h1>{t('after.morning.title')}</h1>
      {kept === null ? <Form session={session} token={token} onKept={setKept} /> : <Thanks>{t('after.morning.kept')}</Thanks>}
      {kept !== null && warns(kept) && (
        <Notice tone="warn" title={t('after.look.title')}>
          {t('after.look.says')}
        </Notice>
      )}
    </div>
  );
}
