/** What is wrong, or holds the walk down: alarms first, then what freezes. */
import { link, type Treadmill } from '../../live/store.ts';
import { Notice } from '../../parts/notice.tsx';
import { t, told } from '../../words/words.ts';
import type { Face } from './face.ts';
import { alarmsOf } from './worst.ts';

function Alarms({ machine }: { machine: Treadmill }) {
  return (
    <>
      {alarmsOf(machine).map((each) => (
        <Notice key={each} tone="alarm" title={told('walker.alarm.says', each)}>
          {told('walker.alarm.do', each)}
        </Notice>
      ))}
    </>
  );
}

/** What this page has to say of its own channel, and what to do; null while it hears of the walk. */
export function ofChannel(): { says: string; todo: string } | null {
  if (link.value === 'live' || link.value === 'connecting') return null;
  return { says: t(`walker.link.${link.value}.says`), todo: t(`walker.link.${link.value}.do`) };
}

function Frozen({ machine }: { machine: Treadmill }) {
  const why = machine.walk?.frozen ?? [];
  return (
    <>
      {why.map((each) => (
        <Notice key={each} tone="warn" title={told('sound.why', each)} />
      ))}
    </>
  );
}

export function Warnings({ machine, face }: { machine: Treadmill; face: Face }) {
  return (
    <div class="warnings">
      <Alarms machine={machine} />
      {face === 'latched' ? null : <Frozen machine={machine} />}
    </div>
  );
}
