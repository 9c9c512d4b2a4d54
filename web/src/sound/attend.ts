/** Announce the walk on one treadmill, for as long as a view shows it. */
import { effect, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { onEvent, treadmill } from '../live/store.ts';
import type { Announcer, CueData } from './announcer.ts';
import { newAnnouncer } from './device.ts';

/** The gateway's event for what it announces. */
const CUE = 'session.cue';

/** Feed an announcer what is heard of a treadmill; the answer ends it. */
export function attend(announcer: Announcer, id: string): () => void {
  const unheard = onEvent((event, where) => {
    if (where === id && event.type === CUE) announcer.cue(event.data as unknown as CueData);
  });
  const unseen = effect(() => {
    const seen = treadmill(id).value;
    // What it says depends on language and unit, too; only a new frame makes it look again.
    if (seen) untracked(() => announcer.frame(seen));
  });
  return () => {
    unheard();
    unseen();
    announcer.end();
  };
}

/** The announcer of a treadmill. level: of the protocol that is walked, "" = not known. */
export function useAnnouncer(id: string, level = ''): Announcer {
  const announcer = useMemo(newAnnouncer, [id]);
  announcer.level = level;
  useEffect(() => attend(announcer, id), [announcer, id]);
  return announcer;
}
