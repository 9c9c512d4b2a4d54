/** How the lease of a treadmill stands for this page. Pure. */

export type Hold = 'ours' | 'nobody' | 'device' | 'other';

/** `holder`: the client that has the lease, "" = nobody; `self`: our own; `kept`: whether this page renews it. */
export function holdOf(holder: string, self: string, kept: boolean): Hold {
  if (kept) return 'ours';
  if (holder === '') return 'nobody';
  return holder === self ? 'device' : 'other';
}
