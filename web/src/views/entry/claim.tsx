import { useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { TextField, type TextProps } from '../../parts/field.tsx';
import { go, type Place } from '../../routes.ts';
import { t, type Key } from '../../words/words.ts';
import { cameIn, deviceName } from './coming_in.ts';
import { Trouble } from './trouble.tsx';

type Field = 'code' | 'person' | 'pin' | 'again' | 'device';
type Asked = readonly [Field, Key, Pick<TextProps, 'type' | 'mode' | 'maxLength'>];

const PIN = { type: 'password', mode: 'numeric', maxLength: 8 } as const;
const FIELDS: readonly Asked[] = [
  ['code', 'entry.claim.code', { maxLength: 20 }],
  ['person', 'entry.claim.person', { maxLength: 80 }],
  ['pin', 'entry.claim.pin', PIN],
  ['again', 'entry.claim.again', PIN],
  ['device', 'entry.pair.name', { maxLength: 64 }],
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
    <div class="narrow">
      <h1>{t('entry.claim.title')}</h1>
      <p>{t('entry.claim.why')}</p>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {FIELDS.map(([name, label, how]) => (
          <TextField
            key={name}
            {...how}
            label={t(label)}
            value={given[name]}
            onValue={(value) => setGiven({ ...given, [name]: value })}
            error={name === 'again' && differ ? t('entry.claim.differ') : undefined}
          />
        ))}
        <Trouble problem={problem} />
        <Button type="submit" kind="main" large>
          {t('entry.claim.go')}
        </Button>
      </form>
    </div>
  );
}
