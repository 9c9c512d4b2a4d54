/** Somebody is called to a treadmill: what happened, what to do there, and what was found. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { LongField } from '../../parts/field.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useDoing, type Doing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { loadCalls, type Call } from './calls.ts';
import { people } from './names.ts';
import { close, showing } from './showing.ts';

type Fell = 'yes' | 'no';

// What a walker said that locks them for a day, until somebody with the right to releases them.
const FLAGGED = new Set(['dizzy_advice', 'chest_advice', 'pain_advice']);
const SENTENCE = 500;

function Where({ call }: { call: Call }) {
  const name = people.value.get(call.person ?? '') ?? '';
  return (
    <Facts
      of={[
        [t('floor.call.where'), treadmill(call.treadmill).value?.label ?? call.treadmill],
        [t('floor.call.who'), name],
        [t('floor.call.when'), dayAndTime(call.at, language.value)],
      ]}
    />
  );
}

function Fallen({ fell, onFell }: { fell: Fell | null; onFell: (fell: Fell) => void }) {
  const of = [
    { value: 'no', says: t('floor.call.fell.no') },
    { value: 'yes', says: t('floor.call.fell.yes'), more: t('floor.call.fell.more') },
  ] as const;
  return <Choices legend={t('floor.call.fell.legend')} of={of} chosen={fell} onChoose={onFell} />;
}

async function answer(call: Call, said: string, fell: Fell | null, doing: Doing): Promise<void> {
  const body = { answer: said, ...(fell === null ? {} : { fell: fell === 'yes' }) };
  if (!(await doing.run(() => ask('answer_call', { path: { call: call.id }, body })))) return;
  await loadCalls();
  close();
}

/** A red flag of the walker is released in a place of its own, by those who may. */
function Release({ call }: { call: Call }) {
  if (!FLAGGED.has(call.cue) || call.person === null || !may('clear_flag')) return null;
  const { person } = call;
  const name = people.value.get(person) || t('floor.somebody');
  return <Button onPress={() => (showing.value = { what: 'flags', person, name })}>{t('floor.call.flags')}</Button>;
}

export function CallDialog({ call }: { call: Call }) {
  const [said, setSaid] = useState('');
  const [fell, setFell] = useState<Fell | null>(null);
  const doing = useDoing();
  const asksFall = call.cue === 'fall_check';
  const why = !may('tell') ? t('floor.call.may') : asksFall && fell === null ? t('floor.call.choose') : undefined;
  return (
    <Dialog
      title={told('floor.need', call.cue)}
      onClose={close}
      actions={
        <Button kind="main" busy={doing.busy} why={why} onPress={() => void answer(call, said, fell, doing)}>
          {t('floor.call.press')}
        </Button>
      }
    >
      <Notice tone="alarm" title={told('floor.advice', call.cue)} />
      <Where call={call} />
      {asksFall && <Fallen fell={fell} onFell={setFell} />}
      <LongField label={t('floor.call.found')} help={t('floor.call.kept')} value={said} onValue={setSaid} maxLength={SENTENCE} />
      <Release call={call} />
      <Against doing={doing} />
    </Dialog>
  );
}
