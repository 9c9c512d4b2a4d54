import { useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { me, takesLogins } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { go, href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { cameIn } from './coming_in.ts';
import { Trouble } from './trouble.tsx';
import { Waiting } from './waiting.tsx';

/** Nobody logs in on a device that was not let in. */
function Unpaired() {
  const way = <LinkButton kind="main" href={href('pair')}>{t('entry.pair.title')}</LinkButton>;
  return <Notice title={t('entry.login.unpaired')} action={way} />;
}

function LoggedIn({ name }: { name: string }) {
  const leave = async (): Promise<void> => {
    await ask('logout', {});
    await cameIn();
  };
  const out = <Button onPress={() => void leave()}>{t('entry.login.leave')}</Button>;
  return <Notice title={t('entry.login.as', { name })} action={out} />;
}

function Form() {
  const [name, setName] = useState('');
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask('login', { body: { name, pin } });
    setBusy(false);
    setPin('');
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    await cameIn();
    go('');
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <TextField label={t('entry.login.name')} value={name} onValue={setName} maxLength={80} />
      <TextField label={t('entry.login.pin')} value={pin} onValue={setPin} type="password" mode="numeric" maxLength={8} />
      <Trouble problem={problem} />
      <Button type="submit" kind="main" large busy={busy}>
        {t(busy ? 'entry.busy' : 'entry.login.go')}
      </Button>
    </form>
  );
}

/** Say who you are, on a device that was let in. */
export function Login() {
  const who = me.value;
  return (
    <div class="narrow">
      <h1>{t('entry.login.title')}</h1>
      {who === null ? <Waiting /> : null}
      {who === null || who.person === null ? null : <LoggedIn name={who.name} />}
      {who === null ? null : takesLogins() ? <Form /> : <Unpaired />}
    </div>
  );
}
