/** The empty belt is run for one step: looked at, started by READY, measured, ended; each by a press of its own. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, askWithWord, type Schema } from '../../api/client.ts';
import { keepLease, leases } from '../../live/lease.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Ring } from '../../pictures/ring.tsx';
import { showSpeed, showSpeedFigure, speedUnit } from '../../units/shown.ts';
import { t, told } from '../../words/words.ts';
import { useDoing, type Doing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import { reasonNotReady } from '../walker/reasons.ts';
import { found, moves, phaseOf, type Phase, type Run as Seen } from './running.ts';
import type { Trial } from './steps.ts';

type Item = Schema<'Item'>;

// Every one of them, before every run; nothing is ticked beforehand.
const ITEMS: readonly Item[] = ['nobody', 'key', 'clear_area', 'treadmill'];
// A run is looked at so often (ms): twice a second, as people look at a figure that changes.
const EVERY = 500;
// A countdown as the gateway counts it (ms).
const COUNTDOWN = 5_000;

interface Followed {
  readonly run: Seen | null;
  readonly phase: Phase;
  readonly put: (run: Seen | null) => void;
}

/** The run as it stands; whoever leaves the view while it moves ends it. */
function useRun(treadmill: string, trial: Trial): Followed {
  const read = useRead(() => ask('trial', { path: { treadmill } }), `${treadmill} ${trial}`);
  const run = read.value;
  const phase = phaseOf(run, trial);
  const last = useRef(phase);
  last.current = phase;
  useEffect(() => {
    const timer = setInterval(read.again, EVERY);
    return () => {
      clearInterval(timer);
      if (moves(last.current)) void ask('trial_command', { path: { treadmill }, body: { command: 'end' } });
    };
  }, [treadmill, trial]);
  return { run, phase, put: read.put };
}

interface Acting {
  readonly treadmill: string;
  readonly trial: Trial;
  readonly doing: Doing;
  readonly put: (run: Seen | null) => void;
}

async function begin({ treadmill, trial, doing, put }: Acting, ticks: readonly Item[]): Promise<void> {
  const begun = await doing.run(() => askWithWord('begin_trial', { path: { treadmill }, body: { trial, ticks: [...ticks] } }));
  if (!begun) return;
  keepLease(treadmill, begun.value.lease);
  put(begun.value);
}

async function command({ treadmill, doing, put }: Acting, name: 'ready' | 'steady' | 'part' | 'end'): Promise<void> {
  const lease = leases.peek().get(treadmill);
  const given = { path: { treadmill }, body: { command: name }, ...(lease === undefined ? {} : { lease }) };
  const said = await doing.run(() => (name === 'ready' || name === 'steady' ? askWithWord : ask)('trial_command', given));
  if (said) put(said.value);
}

/** Looked at, one by one. */
function Look({ acting }: { acting: Acting }) {
  const [ticks, setTicks] = useState<ReadonlySet<Item>>(new Set());
  const onTick = (item: Item, on: boolean): void =>
    setTicks(new Set(on ? [...ticks, item] : [...ticks].filter((each) => each !== item)));
  return (
    <div class="stack tight">
      <p class="lead">{t('pairing.run.look')}</p>
      {ITEMS.map((item) => (
        <Tick key={item} says={told('pairing.item', item)} ticked={ticks.has(item)} onTick={(on) => onTick(item, on)} />
      ))}
      <Button
        kind="main"
        busy={acting.doing.busy}
        why={ticks.size < ITEMS.length ? t('pairing.run.look_first') : undefined}
        onPress={() => void begin(acting, [...ticks])}
      >
        {t('pairing.run.make_ready')}
      </Button>
    </div>
  );
}

function Ready({ acting, why }: { acting: Acting; why: string | null }) {
  return (
    <div class="stack tight">
      <p class="lead">{t('pairing.run.ready')}</p>
      <Button
        kind="main"
        large
        busy={acting.doing.busy}
        why={why === null ? undefined : reasonNotReady(why)}
        onPress={() => void command(acting, 'ready')}
      >
        {t('pairing.run.start')}
      </Button>
    </div>
  );
}

/** What the treadmill tells, large; a stop is one press away all the while. */
function Live({ run, speed }: { run: Seen; speed: number | null | undefined }) {
  return (
    <div class="figures-row" aria-live="off">
      <Figure name={t('pairing.run.asked')} value={showSpeedFigure(run.asked_kmh)} unit={speedUnit.value} />
      <Figure name={t('pairing.run.told')} value={showSpeedFigure(speed)} unit={speedUnit.value} />
    </div>
  );
}

/** Somebody has looked; it moves nothing. */
function Reset({ acting }: { acting: Acting }) {
  const path = { treadmill: acting.treadmill };
  const press = async (): Promise<void> => void (await acting.doing.run(() => askWithWord('reset', { path, body: { ticks: [] } })));
  return (
    <Notice
      title={t('pairing.run.latched')}
      action={
        <Button kind="main" busy={acting.doing.busy} onPress={() => void press()}>
          {t('pairing.run.reset')}
        </Button>
      }
    >
      {t('pairing.run.latched_says')}
    </Notice>
  );
}

/** It ended without what it was for: why, and what to do. */
function Failed({ run }: { run: Seen }) {
  return (
    <Notice tone="warn" title={run.ended === null || run.ended === 'completed' ? t('pairing.run.early') : told('floor.latched', run.ended)}>
      {run.ended_by !== '' && run.ended !== 'user_stop' && <p lang="en">{run.ended_by}</p>}
      <p>{told('pairing.run_do', run.ended ?? 'none')}</p>
    </Notice>
  );
}

interface Props {
  machine: Treadmill;
  trial: Trial;
  /** What is noted while the belt runs as it was asked to. */
  children?: (run: Seen, part: () => void) => ComponentChildren;
  /** What is noted and kept once it stands. */
  after: (run: Seen) => ComponentChildren;
  /** STOP ends this run, and is what it is about. */
  byStop?: boolean;
}

// What comes by a press, and in place of more than it: whoever pressed looks at it next.
const PRESSED: ReadonlySet<Phase> = new Set<Phase>(['ready', 'countdown']);

/** Comes into sight whole once a press has brought another phase; nothing moves under a finger by itself. */
function useInSight(phase: Phase): RefObject<HTMLDivElement> {
  const seen = useRef<HTMLDivElement>(null);
  const brought = phase === 'wait' ? 'ready' : phase;
  useEffect(() => {
    if (PRESSED.has(brought)) seen.current?.scrollIntoView({ block: 'nearest' });
  }, [brought]);
  return seen;
}

const LIVE: ReadonlySet<Phase> = new Set<Phase>(['starting', 'slowest', 'faster', 'there', 'ending']);

/** A run that is over may be done once more, as if it had not been. */
function useAgain(phase: Phase): { shown: Phase; again: () => void } {
  const [dismissed, dismiss] = useState(false);
  useEffect(() => {
    if (phase !== 'over') dismiss(false);
  }, [phase]);
  return { shown: dismissed && phase === 'over' ? 'none' : phase, again: () => dismiss(true) };
}

interface OverProps {
  run: Seen;
  latched: boolean;
  acting: Acting;
  after: Props['after'];
  again: () => void;
}

function Over({ run, latched, acting, after, again }: OverProps) {
  const good = found(run);
  return (
    <>
      {!good && <Failed run={run} />}
      {latched && <Reset acting={acting} />}
      {!latched && good && after(run)}
      {!latched && good && (
        <Button kind="quiet" onPress={again}>
          {t('pairing.run.again')}
        </Button>
      )}
      {!latched && !good && <Look acting={acting} />}
    </>
  );
}

/** What moves, and what may be pressed meanwhile. */
function Moving({ run, phase, acting, machine, byStop }: { run: Seen; phase: Phase; acting: Acting; machine: Treadmill; byStop: boolean }) {
  const ends = (phase === 'there' || phase === 'faster' || phase === 'slowest') && !byStop;
  return (
    <>
      <Live run={run} speed={machine.speed_kmh} />
      {phase === 'slowest' && (
        <Button kind="main" large busy={acting.doing.busy} onPress={() => void command(acting, 'steady')}>
          {t('pairing.run.go_on', { speed: showSpeed(run.asked_kmh) })}
        </Button>
      )}
      {ends && (
        <Button busy={acting.doing.busy} onPress={() => void command(acting, 'end')}>
          {t('pairing.run.end')}
        </Button>
      )}
    </>
  );
}

export function RunOfBelt({ machine, trial, children, after, byStop = false }: Props) {
  const { run, phase, put } = useRun(machine.id, trial);
  const { shown, again } = useAgain(phase);
  const doing = useDoing();
  const seen = useInSight(shown);
  const acting: Acting = { treadmill: machine.id, trial, doing, put };
  const latched = machine.latched !== null;
  return (
    <div class="stack run" data-phase={shown} ref={seen}>
      <p role="status">{t(`pairing.phase.${shown}`)}</p>
      <Against doing={doing} />
      {shown === 'none' && (latched ? <Reset acting={acting} /> : <Look acting={acting} />)}
      {(shown === 'wait' || shown === 'ready') && <Ready acting={acting} why={run?.not_ready ?? null} />}
      {shown === 'countdown' && <Ring left={run?.countdown_ms ?? 0} whole={COUNTDOWN}>{t('pairing.run.starts')}</Ring>}
      {shown === 'there' && run && children?.(run, () => void command(acting, 'part'))}
      {run && LIVE.has(shown) && <Moving run={run} phase={shown} acting={acting} machine={machine} byStop={byStop} />}
      {shown === 'over' && run && <Over run={run} latched={latched} acting={acting} after={after} again={again} />}
    </div>
  );
}
