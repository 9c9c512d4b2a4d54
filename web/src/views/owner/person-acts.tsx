/** What else is done about somebody: a PIN, keeping their records, and forgetting them. */
import { useState } from 'preact/hooks';
import { ask, type Result } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Steps } from '../../parts/steps.tsx';
import { tell } from '../../parts/toast.tsx';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import { saveJson } from '../saving.ts';

interface Props {
  id: string;
  name: string;
  onDone: () => void;
  onClose: () => void;
}

// The most a PIN has; the fewest are the site's choice.
const PIN_MOST = 8;
const PIN_LEAST = 4;

export function SetPin({ id, name, onDone, onClose }: Props) {
  const [pin, setPin] = useState('');
  const doing = useDoing();
  const least = useRead(() => ask('site', {}), '').value?.pin_digits ?? PIN_LEAST;
  const right = new RegExp(`^\\d{${least},${PIN_MOST}}$`).test(pin);
  const press = async (): Promise<void> => {
    if (!(await doing.run(() => ask('set_pin', { path: { person: id }, body: { pin } })))) return;
    tell(t('owner.pin.done', { name }));
    onDone();
  };
  return (
    <Dialog
      title={t('owner.pin.title', { name })}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} why={right ? undefined : t('owner.pin.first')} onPress={() => void press()}>
          {t('owner.pin.press')}
        </Button>
      }
    >
      <TextField
        label={t('owner.pin.new')}
        help={t('owner.pin.help', { least, most: PIN_MOST })}
        type="password"
        mode="numeric"
        autoComplete="new-password"
        short
        maxLength={PIN_MOST}
        value={pin}
        onValue={setPin}
      />
      <Against doing={doing} />
    </Dialog>
  );
}

// More is known of them than was saved; saved once more, it is so no longer.
const OLD = 'version-old';

/** Their records go with them: they are saved first, then the name is typed, then everything is forgotten. */
export function Erase({ id, name, onDone, onClose }: Props) {
  // The version of what was saved: the gateway forgets nobody of whom more is known than that.
  const [version, setVersion] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const saving = useDoing();
  const erasing = useDoing();
  const save = async (): Promise<void> => {
    const kept = await saving.run(() => ask('export_person', { path: { person: id } }));
    if (!kept) return;
    saveJson(`retrowalk-${id}.json`, kept.value);
    setVersion(kept.version);
  };
  const attempt = async (of: string): Promise<Result<unknown>> => {
    const answer = await ask('erase_person', { path: { person: id }, version: of });
    if (!answer.ok && answer.problem.code === OLD) setVersion(null);
    return answer;
  };
  const erase = async (): Promise<void> => {
    if (version === null || !(await erasing.run(() => attempt(version)))) return;
    tell(t('owner.erase.done', { name }));
    onDone();
  };
  const saved = version !== null;
  const same = typed.trim() === name;
  const why = saved ? (same ? undefined : t('owner.erase.type_first', { name })) : t('owner.erase.save_first');
  return (
    <Dialog
      title={t('owner.erase.title', { name })}
      onClose={onClose}
      actions={
        <Button kind="serious" busy={erasing.busy} why={why} onPress={() => void erase()}>
          {t('owner.erase.press', { name })}
        </Button>
      }
    >
      <Notice tone="warn" title={t('owner.erase.says')} />
      <Steps
        label={t('owner.erase.title', { name })}
        of={[
          { says: t('owner.erase.save'), state: saved ? 'done' : 'now', more: <Save busy={saving.busy} onPress={save} /> },
          { says: t('owner.erase.type'), state: saved ? (same ? 'done' : 'now') : 'next' },
          { says: t('owner.erase.last'), state: saved && same ? 'now' : 'next' },
        ]}
      />
      <TextField label={t('owner.erase.name')} value={typed} onValue={setTyped} />
      <Against doing={saving} />
      <Against doing={erasing} {...(saved ? { unless: OLD } : {})} />
    </Dialog>
  );
}

function Save({ busy, onPress }: { busy: boolean; onPress: () => Promise<void> }) {
  return (
    <Button icon="save" busy={busy} onPress={() => void onPress()}>
      {t('owner.erase.file')}
    </Button>
  );
}
