/** A QR code to be scanned by a phone; black on white in every look, because cameras want it so. */
import { path, QUIET } from './modules.ts';

/** rows: "1" is a dark module. label: what is behind it, for those who cannot scan. */
export function Qr({ rows, label }: { rows: readonly string[]; label: string }) {
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

/** A QR code the gateway has drawn. href: relative. */
export function QrImage({ href, label }: { href: string; label: string }) {
  return <img class="qr" src={href} alt={label} width={288} height={288} />;
}
