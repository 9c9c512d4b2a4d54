/** The red flags of a walker, and releasing one: by whom it is permitted, with the reason they give. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { LongField } from '../../parts/field.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { said } from '../../api/said.ts';
import { useDoing } from '../doing.ts';
import { useRead } from '../reading.ts';
import { Against } from '../proof.tsx';

type Flags = Answer<'flags'>;
type Flag = Flags[number];

// Shorter than this is no reason.
const SENTENCE = 500;

function About({ flag }: { flag: Flag }) {
  return (
    <Facts
      of={[
        [t('floor.flag.reason'), told('floor.latched', flag.reason)],
        [t('floor.flag.at'), dayAndTime(flag.at, language.value)],
        [t('floor.flag.locked'), flag.locked_until === null ? '' : dayAndTime(flag.locked_until, language.value)],
        [t('floor.flag.released'), flag.released_at === null ? '' : dayAndTime(flag.released_at, language.value)],
        [t('floor.flag.because'), flag.because],
      ]}
    />
  );
}

function Locked({ flag, person, onFlags }: { flag: Flag; person: string; onFlags: (flags: Flags) => void }) {
  const [because, setBecause] = useState('');
  const doing = useDoing();
  const release = async (): Promise<void> => {
    const done = await doing.run(() => ask('release_flag', { path: { person, flag: flag.id }, body: { because } }));
    if (done) onFlags(done.value);
  };
  const why = may('clear_flag') ? (because.trim() === '' ? t('floor.flag.needs') : undefined) : t('floor.flag.who');
  return (
    <section class="stack flag">
      <About flag={flag} />
      <LongField label={t('floor.flag.why')} help={t('floor.flag.kept')} value={because} onValue={setBecause} maxLength={SENTENCE} />
      <Against doing={doing} />
      <Button kind="main" busy={doing.busy} why={why} onPress={() => void release()}>
        {t('floor.flag.press')}
      </Button>
    </section>
  );
}

function Shown({ flags, person, onFlags }: { flags: Flags; person: string; onFlags: (flags: Flags) => void }) {
  const newest = [...flags].reverse();
  const locked = newest.filter((flag) => flag.locked_until !== null && flag.released_at === null);
  const over = newest.filter((flag) => !locked.includes(flag));
  return (
    <>
      {locked.length === 0 && <Empty title={t('floor.flag.none')} />}
      {locked.map((flag) => (
        <Locked key={flag.id} flag={flag} person={person} onFlags={onFlags} />
      ))}
      {over.length > 0 && <h3>{t('floor.flag.over')}</h3>}
      {over.map((flag) => (
        <About key={flag.id} flag={flag} />
      ))}
    </>
  );
}

export function FlagsDialog({ person, name, onClose }: { person: string; name: string; onClose: () => void }) {
  const read = useRead(() => ask('flags', { path: { person } }), person);
  return (
    <Dialog title={t('floor.flag.title', { name })} onClose={onClose}>
      <p>{t('floor.flag.says')}</p>
      {read.value && <Shown flags={read.value} person={person} onFlags={read.put} />}
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
    </Dialog>
  );
}
