import { useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { me, takesLogins } from '../../live/me.ts';
import { link } from '../../live/store.ts';
import { go, href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { cameIn } from './coming_in.ts';
import { Trouble } from './trouble.tsx';

/** Nobody logs in on a device that was not let in. */
function Unpaired() {
  return (
    <>
      <p>{t('entry.login.unpaired')}</p>
      <a class="action" href={href('pair')}>
        {t('entry.pair.title')}
      </a>
    </>
  );
}

function LoggedIn({ name }: { name: string }) {
  const leave = async (): Promise<void> => {
    await ask('logout', {});
    await cameIn();
  };
  return (
    <section class="card">
      <p>{t('entry.login.as', { name })}</p>
      <button type="button" onClick={() => void leave()}>
        {t('entry.login.leave')}
      </button>
    </section>
  );
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
    <form class="entry" onSubmit={(event) => void submit(event)}>
      <label>
        {t('entry.login.name')}
        <input type="text" autocomplete="off" required maxLength={80} value={name}
          onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        {t('entry.login.pin')}
        <input type="password" inputMode="numeric" autocomplete="off" required pattern="[0-9]{4,8}" maxLength={8}
          value={pin} onInput={(event) => setPin(event.currentTarget.value)} />
      </label>
      <Trouble problem={problem} />
      <button type="submit" class="action">
        {t(busy ? 'entry.busy' : 'entry.login.go')}
      </button>
    </form>
  );
}

/** Say who you are, on a device that was let in. */
export function Login() {
  const who = me.value;
  if (who === null) {
    return (
      <>
        <h1>{t('entry.login.title')}</h1>
        <p role="status">{t(link.value === 'offline' ? 'entry.home.away' : 'shell.loading')}</p>
      </>
    );
  }
  return (
    <>
      <h1>{t('entry.login.title')}</h1>
      {who.person === null ? null : <LoggedIn name={who.name} />}
      {takesLogins() ? <Form /> : <Unpaired />}
    </>
  );
}
