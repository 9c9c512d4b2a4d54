/** A QR code to be scanned by a phone; black on white in every look, because cameras want it so. */
import { useMemo } from 'preact/hooks';
import { path, QUIET } from './modules.ts';
import { code } from './qr/code.ts';

/** text: what a camera reads, such as an address. label: what is behind it, for those who cannot scan. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { rows } = useMemo(() => code(text), [text]);
  const side = rows.length + 2 * QUIET;
  return (
    <svg
      class="qr"
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path(rows)} fill="currentColor" />
    </svg>
  );
}
