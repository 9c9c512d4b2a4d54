/** A text as a QR code. */
import { encoded } from './codewords.ts';
import { drawn, format } from './grid.ts';
import { cost, lines, masked, MASKS } from './masks.ts';

/** Rows of "1" (dark) and "0" (light), and the mask that was chosen. Throws RangeError above 213 bytes. */
export function code(text: string): { rows: string[]; mask: number } {
  const { version, bits } = encoded(text);
  const picture = drawn(version, bits);
  const tried = MASKS.map((_, mask) => {
    const under = masked(picture, mask);
    format(under, mask);
    return { mask, modules: under.modules, cost: cost(under.modules) };
  });
  const best = tried.reduce((one, other) => (other.cost < one.cost ? other : one));
  return { rows: lines(best.modules), mask: best.mask };
}
