import { useEffect, useState } from 'preact/hooks';
import { ask, type Problem, type Schema } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { TextField } from '../../parts/field.tsx';
import { go, type Place } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { cameIn, deviceName } from './coming_in.ts';
import { Trouble } from './trouble.tsx';

type Shown = Schema<'ShownView'>;
/** How often a device that asked looks whether it was let in (ms). */
const LOOK_EVERY = 2_000;

async function letIn(): Promise<void> {
  await cameIn();
  go('');
}

/** The owner's device or the console shows a code: it is typed here, or came with the address of a QR code. */
function Code({ given, name }: { given: string; name: string }) {
  const [code, setCode] = useState(given);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await ask('redeem_pairing', { body: { code, name, browser: true } });
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) await letIn();
  };
  return (
    <Card title={t('entry.pair.byCode')}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p>{t('entry.pair.where')}</p>
        <TextField label={t('entry.pair.code')} value={code} onValue={setCode} mode="numeric" maxLength={6} short />
        <Trouble problem={problem} />
        <Button type="submit" kind="main">
          {t('entry.pair.go')}
        </Button>
      </form>
    </Card>
  );
}

/** This device shows a code; somebody who may lets it in. */
function Asking({ name }: { name: string }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async (): Promise<void> => {
    const answer = await ask('ask_pairing', { body: { name, scopes: ['control', 'display'] } });
    setProblem(answer.ok ? null : answer.problem);
    setShown(answer.ok ? answer.value : null);
  };
  useEffect(() => {
    if (shown === null) return;
    const look = async (): Promise<void> => {
      const answer = await ask('collect_pairing', {
        path: { pairing: shown.id }, body: { secret: shown.secret, browser: true },
      });
      if (answer.ok && !answer.value.waiting) await letIn();
      if (answer.ok || answer.problem.status === 0) return; // not let in yet, or not heard: look again
      setProblem(answer.problem);
      setShown(null);
    };
    const timer = setInterval(() => void look(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [shown]);
  return (
    <Card title={t('entry.pair.byAsking')}>
      <p>{t('entry.pair.asking')}</p>
      <div role="status">
        {shown === null ? null : (
          <p>
            {t('entry.pair.shows')} <strong class="code">{shown.code}</strong>
          </p>
        )}
      </div>
      <Trouble problem={problem} />
      {shown === null ? <Button onPress={() => void begin()}>{t('entry.pair.ask')}</Button> : null}
    </Card>
  );
}

/** Let this device in: by a code somebody shows, or by a code it shows itself. */
export function Pair({ place }: { place: Place }) {
  const [name, setName] = useState(deviceName());
  return (
    <>
      <h1>{t('entry.pair.title')}</h1>
      <div class="narrow-start">
        <TextField label={t('entry.pair.name')} value={name} onValue={setName} maxLength={64} />
      </div>
      <div class="ways">
        <Code given={place.query.get('code') ?? ''} name={name} />
        <Asking name={name} />
      </div>
    </>
  );
}
