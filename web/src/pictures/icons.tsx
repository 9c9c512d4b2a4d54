/** Small signs beside words. They never stand alone and are never read aloud. */

// Drawn on a grid of 24, lines of 2: one look for all of them.
const DRAWN = {
  back: 'M15 5l-7 7 7 7',
  ahead: 'M9 5l7 7-7 7',
  check: 'M4 12.5l5.5 5.5L20 7',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  warn: 'M12 4L2.5 20h19zM12 10v5M12 17.5v.5',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7v.5',
  refused: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.6 5.6l12.8 12.8',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.5L20 4M16.5 7.5l3 3',
  sound: 'M4 9.5v5h4l5 4v-13l-5 4zM16.5 9a4.5 4.5 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11',
  speech: 'M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12.5h5',
  shake: 'M8 3h8v18H8zM4.5 8v8M1.5 10v4M19.5 8v8M22.5 10v4',
  screen: 'M3 4h18v12H3zM8 20h8M12 16v4',
  person: 'M12 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 21c0-4 3-7 7-7s7 3 7 7',
  treadmill: 'M2 19h17M18 19l2-14h-4M4 16h13',
  heart: 'M12 20C5 15 3 11.5 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5c0 3-2 6.5-9 11.5z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2',
  save: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 20h16',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  edit: 'M4 20l1-4L16.5 4.5l3 3L8 19z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
} as const;

export type IconName = keyof typeof DRAWN;

/** size: in CSS pixels. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={DRAWN[name]} />
    </svg>
  );
}
