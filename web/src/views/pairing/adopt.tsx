/** A treadmill in reach becomes one of the site's, under the name people call it by. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { tell } from '../../parts/toast.tsx';
import { go } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import type { Heard } from './found.ts';

// The longest name the gateway keeps.
export const LONGEST = 80;

export function Adopt({ heard, onClose }: { heard: Heard; onClose: () => void }) {
  const [label, setLabel] = useState('');
  const doing = useDoing();
  const name = heard.name || heard.address;
  const press = async (): Promise<void> => {
    const wanted = label.trim() || name;
    const done = await doing.run(() => ask('adopt', { body: { address: heard.address, label: wanted } }));
    if (!done) return;
    tell(t('pairing.adopt.done', { name: wanted }));
    onClose();
    go('treadmill', done.value.id);
  };
  return (
    <Dialog
      title={t('pairing.adopt.title', { name })}
      onClose={onClose}
      actions={
        <Button kind="main" busy={doing.busy} onPress={() => void press()}>
          {t('pairing.adopt.press')}
        </Button>
      }
    >
      <p>{t('pairing.adopt.says')}</p>
      <TextField
        label={t('pairing.adopt.label')}
        help={t('pairing.adopt.label_help', { name })}
        value={label}
        onValue={setLabel}
        maxLength={LONGEST}
      />
      <Against doing={doing} />
    </Dialog>
  );
}
