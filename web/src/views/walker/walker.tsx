/** One treadmill, for whoever walks on it and whoever stands beside: legible from three metres, and all of it said aloud. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { known, link, treadmill, type Treadmill } from '../../live/store.ts';
import { Loading } from '../../parts/states.tsx';
import { useAnnouncer } from '../../sound/attend.ts';
import { t, told } from '../../words/words.ts';
import type { Place } from '../../routes.ts';
import { useRead } from '../reading.ts';
import { over } from '../start/choice.ts';
import { LiveChart } from './chart.tsx';
import { Checklist } from './checklist.tsx';
import type { At } from './commands.ts';
import { useDrill, type Drill } from './drill.ts';
import { Ended, Free, Out } from './ended.tsx';
import { faceOf, keepsPlace, moves, type Face } from './face.ts';
import { Latched } from './latched.tsx';
import { Moving } from './moving.tsx';
import { useNews } from './news.ts';
import { Ready } from './ready.tsx';
import { Announced, Notes } from './notes.tsx';
import { useOwnRefusals } from './refusal.tsx';
import { worstOf } from './worst.ts';
import { Reach, Seldom, Symptoms } from './controls.tsx';

/** What is said without a walk: a title, and what to do. */
const SAID: ReadonlySet<Face> = new Set<Face>(['missing', 'barred', 'observed', 'measuring', 'unlinked']);

/** Whether the belt is started at its console; asked only of a walk, which whoever is not let in does not see. */
function useStartedByConsole(machine: Treadmill | undefined): boolean {
  const id = machine?.walk == null ? null : machine.id;
  const profile = useRead<Answer<'profile'> | null>(
    async () => (id === null ? { ok: true, value: null, version: null } : ask('profile', { path: { treadmill: id } })),
    id ?? '',
  );
  return profile.value?.start_by === 'console';
}

/** What is walked: its name, and whether it lets the walker choose the speed. */
function useProtocol(protocol: string | undefined): Answer<'protocol'>['protocol'] | null {
  const read = useRead<Answer<'protocol'> | null>(
    async () => (protocol === undefined ? { ok: true, value: null, version: null } : ask('protocol', { path: { protocol } })),
    protocol ?? '',
  );
  return read.value?.protocol ?? null;
}

/** The session that was seen here last: a reset forgets it, and who walked still wants to tell how it was. */
function useLast(machine: Treadmill | undefined): string | null {
  const [last, setLast] = useState<string | null>(null);
  const session = machine?.walk?.session ?? null;
  if (session !== null && session !== last) setLast(session);
  return session ?? last;
}

interface Shown {
  machine: Treadmill;
  face: Face;
  at: At | null;
  last: string | null;
  drill: Drill;
  byConsole: boolean;
  paced: boolean;
}

function Before({ machine, face, at, byConsole }: Shown) {
  const { walk } = machine;
  if (walk == null || at === null) return null;
  const so = { paced: false, limited: false };
  return (
    <div class="sheet before-start">
      {face === 'checklist' ? (
        <Checklist at={at} machine={machine} walk={walk} />
      ) : (
        <Ready at={at} walk={walk} face={face} belt={machine.belt} byConsole={byConsole} />
      )}
      <Symptoms at={at} face={face} />
      <Seldom at={at} face={face} walk={walk} so={so} />
    </div>
  );
}

function Content(shown: Shown) {
  const { machine, face, last, drill } = shown;
  const { walk } = machine;
  if (SAID.has(face)) {
    return (
      <div class="sheet">
        <h2>{told('walker.face.says', face)}</h2>
        <p class="lead">{told('walker.face.do', face)}</p>
        <Out />
      </div>
    );
  }
  if (face === 'free') return <Free id={machine.id} last={last} drilled={drill.done} />;
  if (face === 'latched') return <Latched machine={machine} session={last} drill={drill} at={shown.at} />;
  if (face === 'ended' && walk != null) return <Ended walk={walk} />;
  if (face === 'checklist' || face === 'ready' || face === 'turn' || face === 'rest') return <Before {...shown} />;
  return <Moving {...shown} />;
}

/** A new sheet is read from its top; while the belt moves, nothing is moved under a finger. */
function useTop(face: Face): void {
  const sheet = moves(face) ? 'moving' : face;
  useEffect(() => document.getElementById('page')?.scrollTo(0, 0), [sheet]);
}

/** What was said for a walk does not hold for the next one. */
function useOver(id: string, face: Face): void {
  useEffect(() => {
    if (face === 'ended') over(id);
  }, [id, face]);
}

/** Faces with a chart: from the countdown on. Before, the checklist has the room. */
const CHARTED: ReadonlySet<Face> = new Set<Face>([
  'lost', 'stopping', 'latched', 'countdown', 'starting', 'settling', 'walking', 'holding', 'winding', 'halting', 'turn',
  'rest', 'ended',
]);

/** A line that is there before anything stands in it, so that nothing below it moves when a walk begins. */
const NOTHING_YET = '\u00a0';

function walked(walk: Treadmill['walk'], name: string | undefined): string {
  if (walk == null) return NOTHING_YET;
  const part = t('walker.part', { at: Math.min(walk.segment + 1, walk.segments), of: walk.segments });
  return `${name ?? walk.protocol} · ${part}`;
}

/** What is walked; where notices would move what is pressed, the worst of them in its place. */
function Walked({ machine, face, name }: { machine: Treadmill; face: Face; name: string | undefined }) {
  const worst = keepsPlace(face) ? worstOf(machine) : null;
  return (
    <p class="walked" data-tone={worst?.tone}>
      {worst === null ? walked(face === 'measuring' ? null : machine.walk, name) : told(worst.group, worst.code)}
    </p>
  );
}

function Head({ machine, face, name }: { machine: Treadmill; face: Face; name: string | undefined }) {
  return (
    <header class="walk-head">
      <h1>{machine.label}</h1>
      <p class="face-name" key={face}>
        {told('walker.face.name', face)}
      </p>
      <Walked machine={machine} face={face} name={name} />
    </header>
  );
}

/** Before anything was heard, and where there is no such treadmill. */
function Nothing({ face }: { face: Face }) {
  return (
    <>
      <h1>{t('walker.title')}</h1>
      {face === 'loading' ? <Loading /> : <p class="lead">{told('walker.face.says', face)}</p>}
      <Out />
    </>
  );
}

export function Walker({ place }: { place: Place }) {
  const id = place.params['treadmill'] ?? '';
  const machine = treadmill(id).value;
  const announcer = useAnnouncer(id, machine?.walk?.level ?? '');
  useNews(id);
  const face = faceOf(machine, known.value);
  useTop(face);
  useOver(id, face);
  useOwnRefusals(id);
  const last = useLast(machine);
  const drill = useDrill(machine, face);
  announcer.drill = drill.due;
  const byConsole = useStartedByConsole(machine);
  const protocol = useProtocol(machine?.walk?.protocol);
  if (machine === undefined) return <Nothing face={face} />;
  const session = machine.walk?.session ?? null;
  const at = session === null ? null : { treadmill: id, session };
  const shown = { machine, face, at, last, drill, byConsole, paced: protocol?.self_paced ?? false };
  return (
    <div class="walk-view" data-face={face} data-live={link.value}>
      <Head machine={machine} face={face} name={protocol?.name} />
      <Announced id={id} face={face} says={announcer.shown.value} />
      {keepsPlace(face) ? null : <Notes machine={machine} face={face} />}
      <Content {...shown} />
      {keepsPlace(face) ? <Notes machine={machine} face={face} /> : null}
      {at === null ? null : (
        <LiveChart key={at.session} machine={machine} session={at.session} shown={CHARTED.has(face)} over={face === 'ended' || face === 'latched'} />
      )}
      <Reach at={at} face={face} />
    </div>
  );
}
