/** What its owner does about a treadmill: name it, say that it is the one, let go of it. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toast.tsx';
import { go } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { useDoing, type Doing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import { LONGEST } from './adopt.tsx';

interface Props {
  machine: Treadmill;
  onClose: () => void;
}

/** The version that a change is made from. */
function useVersion(machine: Treadmill): string {
  return useRead(() => ask('treadmill', { path: { treadmill: machine.id } }), `${machine.label} ${machine.identity}`).version ?? '';
}

function Rename({ machine, onClose }: Props) {
  const [label, setLabel] = useState(machine.label);
  const version = useVersion(machine);
  const doing = useDoing();
  const wanted = label.trim();
  const press = async (): Promise<void> => {
    const path = { treadmill: machine.id };
    if (!(await doing.run(() => ask('rename', { path, version, body: { label: wanted } })))) return;
    tell(t('pairing.rename.done', { name: wanted }));
    onClose();
  };
  const why = wanted === '' ? t('pairing.rename.first') : undefined;
  return (
    <Dialog
      title={t('pairing.rename.title', { name: machine.label })}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} why={why} onPress={() => void press()}>
          {t('pairing.rename.press')}
        </Button>
      }
    >
      <TextField label={t('pairing.adopt.label')} value={label} onValue={setLabel} maxLength={LONGEST} />
      <Against doing={doing} />
    </Dialog>
  );
}

function Forget({ machine, onClose }: Props) {
  const version = useVersion(machine);
  const doing = useDoing();
  const press = async (): Promise<void> => {
    if (!(await doing.run(() => ask('forget', { path: { treadmill: machine.id }, version })))) return;
    tell(t('pairing.forget.done', { name: machine.label }));
    onClose();
    go('find');
  };
  return (
    <Dialog
      title={t('pairing.forget.title', { name: machine.label })}
      onClose={onClose}
      actions={
        <Button kind="serious" busy={doing.busy} onPress={() => void press()}>
          {t('pairing.forget.press')}
        </Button>
      }
    >
      <p>{t('pairing.forget.says')}</p>
      <Against doing={doing} />
    </Dialog>
  );
}

/** It is not as it was when it was bound: somebody looks at it, and says that it is the one. */
function Changed({ machine, doing }: { machine: Treadmill; doing: Doing }) {
  const press = async (): Promise<void> => {
    if (await doing.run(() => ask('bind', { path: { treadmill: machine.id } }))) tell(t('pairing.bind.done', { name: machine.label }));
  };
  return (
    <Notice
      tone="warn"
      title={t('pairing.bind.title')}
      action={
        <Button busy={doing.busy} onPress={() => void press()}>
          {t('pairing.bind.press')}
        </Button>
      }
    >
      <p>{t('pairing.bind.says')}</p>
      <Against doing={doing} />
    </Notice>
  );
}

export function Acts({ machine }: { machine: Treadmill }) {
  const [open, setOpen] = useState<'rename' | 'forget' | null>(null);
  const doing = useDoing();
  const close = (): void => setOpen(null);
  return (
    <section class="stack">
      <h2>{t('pairing.sheet.acts')}</h2>
      {machine.identity === 'changed' && <Changed machine={machine} doing={doing} />}
      <div class="row">
        <Button icon="edit" onPress={() => setOpen('rename')}>
          {t('pairing.rename.open')}
        </Button>
        <Button kind="quiet" onPress={() => setOpen('forget')}>
          {t('pairing.forget.open')}
        </Button>
      </div>
      {open === 'rename' && <Rename machine={machine} onClose={close} />}
      {open === 'forget' && <Forget machine={machine} onClose={close} />}
    </section>
  );
}
