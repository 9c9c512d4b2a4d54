// After somebody came in or left: everything that depends on who we are is asked again.
import { channel } from '../../live/connection.ts';
import { refreshMe } from '../../live/me.ts';

/** We are somebody else now. */
export async function cameIn(): Promise<void> {
  channel.renew();
  await refreshMe();
}

/** What this device is called unless somebody says better. */
export function deviceName(agent: string = navigator.userAgent): string {
  const found = /iPad|iPhone|Android|Windows|Macintosh|CrOS|Linux/.exec(agent)?.[0] ?? 'Browser';
  return found === 'Macintosh' ? 'Mac' : found;
}
