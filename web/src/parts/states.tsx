/** What a view shows while it has nothing to show: it loads, is empty, has failed, or is not for this reader. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../pictures/icons.tsx';
import { t } from '../words/words.ts';
import { Button } from './button.tsx';

export function Loading() {
  return (
    <div class="state" role="status">
      <div class="waiting" />
      <p class="soft">{t('parts.loading')}</p>
    </div>
  );
}

interface Told {
  title: ComponentChildren;
  /** What to do now. */
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function Empty({ title, children, action }: Told) {
  return (
    <div class="state">
      <p class="lead">{title}</p>
      {children && <div class="soft">{children}</div>}
      {action}
    </div>
  );
}

/** why: what happened, in words; retry: what the button tries again. Only reading is tried again. */
export function Failed({ why, retry }: { why: ComponentChildren; retry?: (() => void) | undefined }) {
  return (
    <div class="state" role="alert">
      <Icon name="warn" size={48} />
      <p class="lead">{t('parts.failed')}</p>
      <p class="soft">{why}</p>
      {retry && <Button onPress={retry}>{t('parts.again')}</Button>}
    </div>
  );
}

/** who: who may see this, in words. */
export function Refused({ who, action }: { who: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="state">
      <Icon name="refused" size={48} />
      <p class="lead">{t('parts.refused')}</p>
      <p class="soft">{who}</p>
      {action}
    </div>
  );
}
