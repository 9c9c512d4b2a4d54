/** The test of the announcements, as the checklist asks for it; it is confirmed once a person has judged every way. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { SoundCheck } from '../../parts/soundcheck.tsx';
import { wake } from '../../sound/wake.ts';
import { t } from '../../words/words.ts';

/** `onPassed`: the person goes on with what reaches them. */
export function SoundTest({ onPassed, onClose }: { onPassed: () => void; onClose: () => void }) {
  const [found, setFound] = useState<'open' | 'heard' | 'told'>('open');
  return (
    <Dialog
      title={t('sound.test.title')}
      onClose={onClose}
      actions={
        <Button kind="main" why={found === 'open' ? t('walker.sound.open') : undefined} onPress={onPassed}>
          {t(found === 'told' ? 'walker.sound.told' : 'walker.sound.pass')}
        </Button>
      }
    >
      <SoundCheck onVerdict={setFound} />
      {wake.value === 'missing' || wake.value === 'refused' ? (
        <Notice title={t('sound.wake.title')}>{t(`sound.wake.${wake.value}`)}</Notice>
      ) : null}
    </Dialog>
  );
}
