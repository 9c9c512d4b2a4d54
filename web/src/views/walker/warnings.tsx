/** What is wrong, or holds the walk down, in one place: alarms first, then the page's own, then what freezes. */
import { link, type Treadmill } from '../../live/store.ts';
import { Notice } from '../../parts/notice.tsx';
import { t, told } from '../../words/words.ts';
import type { Face } from './face.ts';

// Said full screen, or by the face itself.
const ELSEWHERE: ReadonlySet<string> = new Set(['pull_the_key']);

function Alarms({ machine }: { machine: Treadmill }) {
  const shown = machine.alarms.filter((each) => !ELSEWHERE.has(each));
  return (
    <>
      {shown.map((each) => (
        <Notice key={each} tone="alarm" title={told('walker.alarm.says', each)}>
          {told('walker.alarm.do', each)}
        </Notice>
      ))}
    </>
  );
}

function Channel() {
  if (link.value === 'live' || link.value === 'connecting') return null;
  return (
    <Notice tone="warn" title={t(`walker.link.${link.value}.says`)}>
      {t(`walker.link.${link.value}.do`)}
    </Notice>
  );
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
      <Channel />
      {face === 'latched' ? null : <Frozen machine={machine} />}
    </div>
  );
}
