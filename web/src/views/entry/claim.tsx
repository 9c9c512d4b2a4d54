import { useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { go, type Place } from '../../routes.ts';
import { t, type Key } from '../../words/words.ts';
import { cameIn, deviceName } from './coming_in.ts';
import { Trouble } from './trouble.tsx';

type Field = 'code' | 'person' | 'pin' | 'again' | 'device';
type Asked = readonly [Field, Key, Record<string, string | number>];

const PIN = { type: 'password', inputMode: 'numeric', pattern: '[0-9]{4,8}', maxLength: 8 };
const FIELDS: readonly Asked[] = [
  ['code', 'entry.claim.code', { type: 'text', maxLength: 20, autocapitalize: 'characters' }],
  ['person', 'entry.claim.person', { type: 'text', maxLength: 80 }],
  ['pin', 'entry.claim.pin', PIN],
  ['again', 'entry.claim.again', PIN],
  ['device', 'entry.pair.name', { type: 'text', maxLength: 64 }],
];

/** The first start of a gym: whoever has the code of the console becomes its owner. */
export function Claim({ place }: { place: Place }) {
  const empty = { code: place.query.get('code') ?? '', person: '', pin: '', again: '', device: deviceName() };
  const [given, setGiven] = useState<Readonly<Record<Field, string>>>(empty);
  const [problem, setProblem] = useState<Problem | null>(null);
  const differ = given.again !== '' && given.again !== given.pin;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (given.again !== given.pin) return;
    const { code, device, person, pin } = given;
    const answer = await ask('claim', { body: { code, device, person, pin, browser: true } });
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    await cameIn();
    go('login');
  };
  return (
    <>
      <h1>{t('entry.claim.title')}</h1>
      <p>{t('entry.claim.why')}</p>
      <form class="entry" onSubmit={(event) => void submit(event)}>
        {FIELDS.map(([name, label, how]) => (
          <label key={name}>
            {t(label)}
            <input {...how} autocomplete="off" required value={given[name]}
              onInput={(event) => setGiven({ ...given, [name]: event.currentTarget.value })} />
          </label>
        ))}
        <p role="alert">{differ ? t('entry.claim.differ') : ''}</p>
        <Trouble problem={problem} />
        <button type="submit" class="action">
          {t('entry.claim.go')}
        </button>
      </form>
    </>
  );
}
