/** What is done about one device: a name and an end, letting it in by its code, a program's token, and revoking. */
import { useState } from 'preact/hooks';
import { ask, type Answer, type Schema } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toast.tsx';
import { t, told } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { lasts, LASTS, type Lasts } from './leave.ts';

export type Device = Answer<'tokens'>[number];
type Scope = Schema<'Scope'>;

interface Acts {
  onDone: () => void;
  onClose: () => void;
}

// What a device is called, in characters.
const NAME_LENGTH = 80;
const SCOPES: readonly Scope[] = ['stop-only', 'display', 'control', 'automation', 'admin'];
const CODE_DIGITS = 6;

export function Revoke({ device, self, onDone, onClose }: { device: Device; self: boolean } & Acts) {
  const doing = useDoing();
  const press = async (): Promise<void> => {
    if (!(await doing.run(() => ask('revoke_token', { path: { token: device.id } })))) return;
    tell(t('owner.devices.revoked', { name: device.name }));
    onDone();
  };
  return (
    <Dialog
      title={t('owner.devices.revoke_title', { name: device.name })}
      onClose={onClose}
      actions={
        <Button kind="serious" busy={doing.busy} onPress={() => void press()}>
          {t('owner.devices.revoke')}
        </Button>
      }
    >
      <p>{t('owner.devices.revoke_says')}</p>
      {self && <Notice tone="warn" title={t('owner.devices.revoke_self')} />}
      <Against doing={doing} />
    </Dialog>
  );
}

function Ends({ end, onEnd }: { end: Lasts; onEnd: (end: Lasts) => void }) {
  const of = LASTS.map((each) => ({ value: each, says: t(`owner.devices.lasts.${each}`) }));
  return <SelectField label={t('owner.devices.until')} value={end} onValue={onEnd} of={of} />;
}

export function Rename({ device, onDone, onClose }: { device: Device } & Acts) {
  const [name, setName] = useState(device.name);
  const [end, setEnd] = useState<Lasts>('same');
  const doing = useDoing();
  const press = async (): Promise<void> => {
    const body = { name: name.trim(), ...lasts(end) };
    if (!(await doing.run(() => ask('renew_token', { path: { token: device.id }, body })))) return;
    onDone();
  };
  const why = name.trim() === '' ? t('owner.devices.name_first') : undefined;
  return (
    <Dialog
      title={t('owner.devices.change_title', { name: device.name })}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} why={why} onPress={() => void press()}>
          {t('owner.save')}
        </Button>
      }
    >
      <TextField label={t('owner.devices.called')} value={name} onValue={setName} maxLength={NAME_LENGTH} />
      <Ends end={end} onEnd={setEnd} />
      <Against doing={doing} />
    </Dialog>
  );
}

export function ScopesField({ chosen, onChosen }: { chosen: ReadonlySet<Scope>; onChosen: (chosen: ReadonlySet<Scope>) => void }) {
  const tick = (scope: Scope, on: boolean): void =>
    onChosen(new Set(SCOPES.filter((each) => (each === scope ? on : chosen.has(each)))));
  return (
    <fieldset class="group">
      <legend>{t('owner.devices.for')}</legend>
      {SCOPES.map((scope) => (
        <Tick
          key={scope}
          says={told('owner.scope', scope)}
          more={told('owner.scope_may', scope)}
          ticked={chosen.has(scope)}
          onTick={(on) => tick(scope, on)}
        />
      ))}
    </fieldset>
  );
}

export function LetIn({ id, name, scopes, onDone, onClose }: { id: string; name: string; scopes: readonly string[] } & Acts) {
  const [code, setCode] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(scopes as readonly Scope[]));
  const doing = useDoing();
  const press = async (): Promise<void> => {
    const body = { code, scopes: [...chosen] };
    if (!(await doing.run(() => ask('confirm_pairing', { path: { pairing: id }, body })))) return;
    tell(t('owner.devices.in', { name }));
    onDone();
  };
  const ready = code.length === CODE_DIGITS && chosen.size > 0;
  return (
    <Dialog
      title={t('owner.devices.in_title', { name })}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} why={ready ? undefined : t('owner.devices.in_first')} onPress={() => void press()}>
          {t('owner.devices.let_in')}
        </Button>
      }
    >
      <TextField
        label={t('owner.devices.code')}
        help={t('owner.devices.code_help')}
        mode="numeric"
        short
        maxLength={CODE_DIGITS}
        value={code}
        onValue={setCode}
      />
      <ScopesField chosen={chosen} onChosen={setChosen} />
      <Against doing={doing} />
    </Dialog>
  );
}

/** A token is told once. It is shown to be copied, and never asked for again. */
function Told({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Dialog title={t('owner.devices.token')} onClose={onDone}>
      <Notice tone="warn" title={t('owner.devices.token_once')} />
      <p class="token">
        <code>{token}</code>
      </p>
      <p class="soft">{t('owner.devices.token_how')}</p>
    </Dialog>
  );
}

export function Program({ onDone, onClose }: Acts) {
  const [name, setName] = useState('');
  const [end, setEnd] = useState<Lasts>('never');
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(['automation'] as const));
  const [token, setToken] = useState<string | null>(null);
  const doing = useDoing();
  const press = async (): Promise<void> => {
    const body = { name: name.trim(), scopes: [...chosen], ...lasts(end) };
    const done = await doing.run(() => ask('issue_token', { body }));
    if (done) setToken(done.value.token);
  };
  if (token !== null) return <Told token={token} onDone={onDone} />;
  const ready = name.trim() !== '' && chosen.size > 0;
  return (
    <Dialog
      title={t('owner.devices.program')}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} why={ready ? undefined : t('owner.devices.program_first')} onPress={() => void press()}>
          {t('owner.devices.issue')}
        </Button>
      }
    >
      <TextField label={t('owner.devices.called')} value={name} onValue={setName} maxLength={NAME_LENGTH} />
      <ScopesField chosen={chosen} onChosen={setChosen} />
      <Ends end={end} onEnd={setEnd} />
      <Against doing={doing} />
    </Dialog>
  );
}
