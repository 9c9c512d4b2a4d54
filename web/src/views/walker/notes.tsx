/** What there is to know beside the walk: a line that is always there, and notices in a place that moves nothing. */
import { said } from '../../api/said.ts';
import { link, type Treadmill } from '../../live/store.ts';
import { Awake, Unheard } from '../../parts/awake.tsx';
import { t } from '../../words/words.ts';
import { refused } from './commands.ts';
import { keepsPlace, type Face } from './face.ts';
import { askerOf, Lease } from './lease.tsx';
import { Refusal } from './refusal.tsx';
import { ofChannel, Warnings } from './warnings.tsx';

/** Where nobody walks, who has the controls is of no account. */
const WITHOUT_LEASE: ReadonlySet<Face> = new Set<Face>(['ended', 'latched', 'measuring']);

/** What goes before the last announcement: that nothing is heard; and, where their notices are below, a refusal, a wish. */
function before(id: string, face: Face): string | null {
  if (!keepsPlace(face)) return ofChannel()?.says ?? null;
  if (link.value === 'polling') return t('walker.link.polling.do');
  if (refused.value !== null) return said(refused.value.problem);
  const asker = askerOf(id);
  return asker === null ? null : t('walker.lease.asks', { name: asker.name });
}

export function Announced({ id, face, says }: { id: string; face: Face; says: string }) {
  const first = before(id, face);
  return (
    <p class="announced" role="status" data-tone={first === null ? undefined : 'warn'}>
      {first ?? says}
    </p>
  );
}

/** At the top of a sheet; while a belt moves, below everything that is pressed. */
export function Notes({ machine, face }: { machine: Treadmill; face: Face }) {
  return (
    <div class="notes">
      <Unheard />
      <Awake />
      <Warnings machine={machine} face={face} />
      {machine.walk == null || WITHOUT_LEASE.has(face) ? null : <Lease machine={machine} />}
      <Refusal />
    </div>
  );
}
