/** Keeps the screen on while it is shown, or says plainly what to do where it cannot. */
import { useEffect } from 'preact/hooks';
import { audible } from '../sound/device.ts';
import { keepAwake, wake } from '../sound/wake.ts';
import { t } from '../words/words.ts';
import { Notice } from './notice.tsx';

export function Awake() {
  useEffect(() => {
    void keepAwake(true);
    return () => void keepAwake(false);
  }, []);
  const state = wake.value;
  if (state !== 'missing' && state !== 'refused') return null;
  return (
    <Notice tone="warn" title={t('sound.wake.title')}>
      {t(`sound.wake.${state}`)}
    </Notice>
  );
}

/** Says that sound waits for a first press, while it does. */
export function Unheard() {
  return audible.value ? null : <Notice tone="warn">{t('sound.off')}</Notice>;
}
