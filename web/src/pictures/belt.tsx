/** What the belt does, and how the way to it stands: told apart, each by a shape and a word. */
import { t, told } from '../words/words.ts';
import { bars, motion, type Motion } from './shapes.ts';

const SIGNS: Readonly<Record<Motion, string>> = {
  moving: 'M3 8l4 4-4 4M10 8l4 4-4 4M17 8l4 4-4 4',
  rest: 'M5 5h14v14H5z',
  unknown: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .6-1.5 1.3-1.5 2.8M12 18.5v.5',
};

/** belt: the gateway's word; shown with the word for people. */
export function BeltState({ belt }: { belt: string }) {
  const does = motion(belt);
  return (
    <span class={`belt-state ${does}`}>
      <svg class="icon" width="24" height="24" viewBox="0 0 24 24" role="img" aria-label={t(`pictures.belt.${does}`)}>
        <path d={SIGNS[does]} />
      </svg>
      <span class="says">{told('belt', belt)}</span>
    </span>
  );
}

const LINKED = 'M9 15l6-6M10.5 7.5l2-2a4 4 0 0 1 6 6l-2 2M13.5 16.5l-2 2a4 4 0 0 1-6-6l2-2';
const UNLINKED = 'M10.5 7.5l2-2a4 4 0 0 1 6 6l-2 2M13.5 16.5l-2 2a4 4 0 0 1-6-6l2-2M4 4l16 16';

/** link: the gateway's word. */
export function LinkState({ link }: { link: string }) {
  return (
    <span class={`link-state ${link}`}>
      <svg class="icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <path d={link === 'linked' ? LINKED : UNLINKED} />
      </svg>
      {told('pictures.link', link)}
    </span>
  );
}

const BARS = [1, 2, 3, 4] as const;

/** dbm: how strongly it is received. */
export function Signal({ dbm }: { dbm: number }) {
  const strength = bars(dbm);
  return (
    <svg
      class="signal"
      width="32"
      height="24"
      viewBox="0 0 32 24"
      role="img"
      aria-label={t('pictures.signal', { strength })}
    >
      {BARS.map((bar) => (
        <rect
          class={bar <= strength ? 'on' : 'off'}
          x={bar * 8 - 7}
          y={24 - bar * 5.5}
          width="5"
          height={bar * 5.5}
          rx="1"
        />
      ))}
    </svg>
  );
}
