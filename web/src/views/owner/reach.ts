/** Where a phone finds this site, as a QR code tells it. Pure. */

const LOOPBACK = /^(localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The address that lets a phone in by a code; null = no phone can reach this site.
 *
 * here: the address of this page, which is how a phone reaches it too, unless it is this computer's own.
 * told: where the gateway says that others reach it; null = nobody does.
 */
export function pairAt(here: string, told: string | null, code: string): string | null {
  const at = LOOPBACK.test(new URL(here).hostname) ? told : here;
  if (at === null) return null;
  const page = new URL(at);
  page.hash = `/pair?code=${code}`;
  return page.href;
}
