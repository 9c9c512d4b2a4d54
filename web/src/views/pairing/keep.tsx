/** What every step of measuring is given, and the press that keeps what it found. */
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { t } from '../../words/words.ts';
import type { Profile } from './able.ts';
import type { Record } from './proof.ts';
import type { Body } from './steps.ts';

export interface SheetProps {
  machine: Treadmill;
  profile: Profile;
  record: Record | null;
  busy: boolean;
  keep: (found: Partial<Body>) => void;
}

/** Keep what was found; while something is missing it says what. */
export function Keep({ busy, why, onPress }: { busy: boolean; why?: string | undefined; onPress: () => void }) {
  return (
    <Button kind="main" busy={busy} why={why} onPress={onPress}>
      {t('pairing.keep')}
    </Button>
  );
}
