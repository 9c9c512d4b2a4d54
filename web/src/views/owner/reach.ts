/** Where a phone finds this site, as a QR code tells it. Pure. */
import { outside } from '../outside.ts';

/** The address that lets a phone in by a code; null = no phone can reach this site. */
export function pairAt(here: string, told: string | null, code: string): string | null {
  return outside(here, told, `/pair?code=${code}`);
}
