/** What may be pressed beside STOP. Every command keeps its place, so that nothing slides under a finger. */
import type { Treadmill } from '../../live/store.ts';
import { leases } from '../../live/lease.ts';
import { Button } from '../../parts/button.tsx';
import { t } from '../../words/words.ts';
import { press, tell, underWay, type At } from './commands.ts';
import { felt, pressesOf, RULES, SYMPTOMS, underfoot, type Circumstances, type Command } from './presses.ts';
import type { Face } from './face.ts';

/** What goes on: it stands beside the words that ask for it, never where HOLD was pressed. */
const ON: readonly Command[] = ['steady', 'proceed', 'snooze'];
/** What slows, and what a walker chooses: always within reach. */
const PACE: readonly Command[] = ['hold', 'slower', 'faster'];
/** What is pressed seldom. */
const SELDOM: readonly Command[] = ['skip', 'end'];

interface Props {
  at: At;
  face: Face;
  walk: NonNullable<Treadmill['walk']>;
  so: Circumstances;
}

function Press({ at, command, face, main = false }: { at: At; command: Command; face: Face; main?: boolean }) {
  const mine = !RULES[command].lease || leases.value.has(at.treadmill);
  const label = command === 'hold' && face === 'countdown' ? t('walker.press.not_yet') : t(`walker.press.${command}`);
  return (
    <Button
      large
      wide
      kind={main ? 'main' : 'plain'}
      busy={underWay.value.has(command)}
      why={mine ? undefined : t('walker.lease.needed')}
      onPress={() => void press(at, command)}
    >
      {label}
    </Button>
  );
}

/** "Steady", "go on", "a little longer": the one that is asked for now. */
export function GoOn({ at, face, walk, so }: Props) {
  const there = pressesOf(face, walk, so).find((command) => ON.includes(command));
  return there === undefined ? null : (
    <div class="go-on">
      <Press at={at} command={there} face={face} main />
    </div>
  );
}

function Places({ of, ...props }: Props & { of: readonly Command[] }) {
  const there = pressesOf(props.face, props.walk, props.so);
  return (
    <>
      {of.map((command) => (
        <div class="place" key={command} data-place={command}>
          {there.includes(command) ? <Press at={props.at} command={command} face={props.face} /> : null}
        </div>
      ))}
    </>
  );
}

/** Hold and slower; faster where the protocol lets the walker choose. */
export function Pace(props: Props) {
  const of = props.so.paced ? PACE : PACE.filter((command) => command !== 'faster');
  return (
    <section class="pace" data-many={of.length} aria-label={t('walker.controls')}>
      <Places of={of} {...props} />
    </section>
  );
}

/** Skip a part, end the walk. */
export function Seldom(props: Props) {
  return (
    <section class="seldom" aria-label={t('walker.seldom')}>
      <Places of={SELDOM} {...props} />
    </section>
  );
}

/** PAIN, DIZZY, BREATH: each stops the belt first. They need no lease and nobody's leave. */
export function Symptoms({ at, face }: { at: At; face: Face }) {
  if (!felt(face)) return null;
  return (
    <section class="symptoms" aria-label={t('walker.symptoms')}>
      {SYMPTOMS.map((symptom) => (
        <Button
          key={symptom}
          large
          wide
          kind="serious"
          atOnce={underfoot(face)}
          busy={underWay.value.has(symptom)}
          onPress={() => void tell(at, symptom)}
        >
          {t(`walker.symptom.${symptom}`)}
        </Button>
      ))}
    </section>
  );
}

/** Symptoms while the belt moves: just above STOP, however far the view is scrolled. */
export function Reach({ at, face }: { at: At | null; face: Face }) {
  if (at === null || !underfoot(face)) return null;
  return (
    <div class="reach">
      <Symptoms at={at} face={face} />
    </div>
  );
}

/** "Still here", for whoever stands beside the walker; overdue, the belt slows and then stops. */
export function Taps({ at, walk }: { at: At; walk: NonNullable<Treadmill['walk']> }) {
  if (walk.tap_due_ms === null) return null;
  const left = Math.ceil(walk.tap_due_ms / 1_000);
  return (
    <section class="taps" data-due={left <= 0 ? '' : undefined} aria-label={t('walker.tap.name')}>
      <Button large wide kind="main" busy={underWay.value.has('tap')} onPress={() => void press(at, 'tap')}>
        {t('walker.tap.press')}
      </Button>
      <p>{left > 0 ? t('walker.tap.in', { left }) : t('walker.tap.due')}</p>
    </section>
  );
}
