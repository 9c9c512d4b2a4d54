/** READY: a press that goes stale after 15 s and is shown running out, then a second one that starts the countdown. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { leases } from '../../live/lease.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Facing, facingOf } from '../../pictures/facing.tsx';
import { Ring } from '../../pictures/ring.tsx';
import { t } from '../../words/words.ts';
import { left, usable, type Pressed } from '../start/fresh.ts';
import { once, start, underWay, type At } from './commands.ts';
import { pauseOf, type Face } from './face.ts';
import { reasonNotReady } from './reasons.ts';

type Walk = NonNullable<Treadmill['walk']>;

/** How often the ring is drawn (ms): as often as frames come. */
const DRAWN_EVERY = 250;

/** The page's clock, ticking while something runs out. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    if (!running) return undefined;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), DRAWN_EVERY);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

interface Word {
  readonly pressed: Pressed | null;
  readonly stale: boolean;
  readonly now: number;
  readonly take: () => void;
  readonly drop: () => void;
}

function useWord(): Word {
  const [pressed, setPressed] = useState<Pressed | null>(null);
  const [stale, setStale] = useState(false);
  const now = useNow(pressed !== null);
  const over = pressed !== null && !usable(pressed, now);
  useEffect(() => {
    if (!over) return;
    setPressed(null);
    setStale(true);
  }, [over]);
  const get = async (): Promise<{ ok: true } | Awaited<ReturnType<typeof ask<'word'>>>> => {
    const at = performance.now();
    const word = await ask('word', {});
    if (word.ok) setPressed({ word: word.value.word, at, goodFor: word.value.good_for_ms });
    return word;
  };
  const take = (): void => {
    setStale(false);
    void once('word', get);
  };
  return { pressed: over ? null : pressed, stale, now, take, drop: () => setPressed(null) };
}

function Given({ at, word, pressed }: { at: At; word: Word; pressed: Pressed }) {
  const go = (): void => {
    word.drop();
    void start(at, pressed.word);
  };
  return (
    <div class="given">
      <Ring left={left(pressed, word.now)} whole={pressed.goodFor}>
        {t('walker.ready.holds')}
      </Ring>
      <div class="answers">
        <Button large onPress={word.drop}>
          {t('walker.press.not_yet')}
        </Button>
        <Button kind="main" large busy={underWay.value.has('ready')} onPress={go}>
          {t('walker.ready.start')}
        </Button>
      </div>
    </div>
  );
}

function Wanted({ at, walk, word }: { at: At; walk: Walk; word: Word }) {
  const why = walk.not_ready === null ? undefined : reasonNotReady(walk.not_ready);
  const mine = leases.value.has(at.treadmill);
  return (
    <>
      <Button
        kind="main"
        large
        wide
        busy={underWay.value.has('word') || underWay.value.has('ready')}
        why={mine ? why : t('walker.lease.needed')}
        onPress={word.take}
      >
        {t('walker.ready.press')}
      </Button>
      <p role="status">{word.stale ? t('walker.ready.stale') : ''}</p>
    </>
  );
}

function Pause({ walk, face, belt }: { walk: Walk; face: Face; belt: string }) {
  if (face !== 'turn' && face !== 'rest') return null;
  const pause = pauseOf(walk);
  const whole = walk.ready_in_ms ?? 0;
  const facing = facingOf(pause.facing);
  return (
    <>
      {pause.kind === 'turn' && facing !== null ? <Facing facing={facing} belt={belt} said={false} /> : null}
      <p class="lead">{t(pause.kind === 'turn' ? `walker.turn.${pause.facing === 'forward' ? 'forward' : 'backward'}` : 'walker.rest')}</p>
      {whole > 0 ? <p>{t('walker.ready.in', { left: Math.ceil(whole / 1_000) })}</p> : null}
    </>
  );
}

interface Props {
  at: At;
  walk: Walk;
  face: Face;
  /** The gateway's word for what the belt does. */
  belt: string;
  byConsole: boolean;
}

export function Ready({ at, walk, face, belt, byConsole }: Props) {
  const word = useWord();
  return (
    <section class="ready" aria-labelledby="ready-title">
      <h2 id="ready-title">{t(`walker.ready.title.${face === 'ready' ? 'first' : 'again'}`)}</h2>
      <Pause walk={walk} face={face} belt={belt} />
      {word.pressed === null ? <p>{t(byConsole ? 'walker.ready.says_console' : 'walker.ready.says')}</p> : null}
      {word.pressed === null ? <Wanted at={at} walk={walk} word={word} /> : <Given at={at} word={word} pressed={word.pressed} />}
    </section>
  );
}
