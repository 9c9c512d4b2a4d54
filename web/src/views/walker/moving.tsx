/** While the belt moves or is about to: speed, time, what comes next, facing and inclination, and what may be pressed. */
import { link, type Treadmill } from '../../live/store.ts';
import { Facing, facingOf } from '../../pictures/facing.tsx';
import { Inclination } from '../../pictures/inclination.tsx';
import { inclinationSteps } from '../../units/inclination.ts';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { t, told } from '../../words/words.ts';
import { comingOf, wayOf } from './coming.ts';
import type { At } from './commands.ts';
import { GoOn, Pace, Seldom, Taps } from './controls.tsx';
import type { Drill } from './drill.ts';
import type { Face } from './face.ts';
import { Ahead } from './next.tsx';
import { limited, newsOf } from './news.ts';
import { Speed } from './speed.tsx';
import { Time } from './time.tsx';
import { ofChannel } from './warnings.tsx';

/** What is to be done now, where a person has to do something, or nothing; "" while one simply walks. */
function sentence(face: Face, steady: boolean, byConsole: boolean): string {
  if (face === 'starting' && byConsole) return t('walker.face.do.starting_console');
  return face === 'walking' || (face === 'settling' && steady) ? '' : told('walker.face.do', face);
}

/** While nothing is heard, nobody knows what comes next: in its place stands what to do. The slow way still tells it. */
function unheard(): ReturnType<typeof ofChannel> {
  return link.value === 'polling' ? null : ofChannel();
}

function Unheard({ says, todo }: { says: string; todo: string }) {
  return (
    <p class="drill">
      <strong>{says}</strong> {todo}
    </p>
  );
}

function Drilled() {
  return (
    <p class="drill">
      <strong>{t('walker.drill.press')}</strong> {t('walker.drill.why')}
    </p>
  );
}

/** While no change is known to come: what the belt is doing about the last one. */
function onItsWay(machine: Treadmill): string {
  const way = wayOf(machine);
  if (way === null) return t('walker.quiet');
  return t(`walker.way.${way.to}`, {
    speed: showSpeed(way.speed_kmh),
    inclination: showInclination(way.inclination_percent),
  });
}

function Sentence({ face, machine, byConsole }: { face: Face; machine: Treadmill; byConsole: boolean }) {
  const says = sentence(face, machine.walk?.steady ?? false, byConsole);
  if (says !== '') return <p class="sentence">{says}</p>;
  return comingOf(face, machine.walk) === null ? <p class="sentence soft">{onItsWay(machine)}</p> : null;
}

function Pictures({ machine }: { machine: Treadmill }) {
  const facing = facingOf(machine.walk?.facing);
  return (
    <section class="pictures" aria-label={t('walker.pictures')}>
      {facing === null ? null : <Facing facing={facing} belt={machine.belt} />}
      <Inclination steps={inclinationSteps(machine.inclination_percent)} />
    </section>
  );
}

interface Props {
  machine: Treadmill;
  face: Face;
  at: At | null;
  drill: Drill;
  byConsole: boolean;
  /** Whether the protocol lets the walker choose the speed. */
  paced: boolean;
}

export function Moving({ machine, face, at, drill, byConsole, paced }: Props) {
  const { walk } = machine;
  const cut = unheard();
  const so = { paced, limited: limited(newsOf(machine.id).value, performance.now()), drill: drill.due };
  const hands = walk == null || at === null ? null : { at, face, walk, so };
  return (
    <div class="moving">
      <Speed machine={machine} live={link.value === 'live' || link.value === 'polling'} />
      {walk == null ? null : <Time walk={walk} strap={machine.strap != null} />}
      <Ahead face={face} walk={cut === null ? walk : null}>
        {cut !== null ? <Unheard {...cut} /> : null}
        {cut === null && drill.due ? <Drilled /> : null}
        {cut === null && !drill.due ? <Sentence key={face} face={face} machine={machine} byConsole={byConsole} /> : null}
        {hands === null ? null : <GoOn {...hands} />}
      </Ahead>
      {hands === null ? null : (
        <div class="hands">
          <Taps at={hands.at} walk={hands.walk} />
          <Pace {...hands} />
        </div>
      )}
      <Pictures machine={machine} />
      {hands === null ? null : <Seldom {...hands} />}
    </div>
  );
}
