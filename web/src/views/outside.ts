/** Where somebody else's phone finds a view of this site. Pure. */

const LOOPBACK = /^(localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The address of a view; null = no phone can reach this site.
 *
 * here: the address of this page, which is how a phone reaches it too, unless it is this computer's own.
 * told: where the gateway says that others reach it; null = nobody does. place: what stands behind the hash.
 */
export function outside(here: string, told: string | null, place: string): string | null {
  const at = LOOPBACK.test(new URL(here).hostname) ? told : here;
  if (at === null) return null;
  const page = new URL(at);
  page.hash = place;
  return page.href;
}
