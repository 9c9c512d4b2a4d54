/** The steps for which the empty belt is run: what is seen meanwhile, and what is kept of it. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choice.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { SpeedField } from '../../parts/quantity.tsx';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { kmhOf, speedSteps } from '../../units/speed.ts';
import { t } from '../../words/words.ts';
import { Keep, type SheetProps } from './keep.tsx';
import { RunOfBelt } from './run.tsx';
import type { Run } from './running.ts';
import { ASKED, STOPPED_FROM, turned, type Steady } from './steps.ts';
import { Stopwatch, TURNS } from './stopwatch.tsx';

// What consoles show (0.01 km/h).
const FASTEST = 3_000;

function before({ record }: SheetProps, asked: number): Steady | undefined {
  return (record?.steady ?? []).find((each) => each.asked_kmh === asked);
}

interface Noted {
  console: number | null;
  time: number | null;
}

/** Console and turns are noted while it runs; the treadmill's own figure is measured meanwhile. */
function Notes({ noted, onNote, belt }: { noted: Noted; onNote: (noted: Noted) => void; belt: number | null }) {
  return (
    <div class="stack">
      <SpeedField
        label={t('pairing.steady.console')}
        help={t('pairing.steady.console_help')}
        least={0}
        most={FASTEST}
        value={noted.console}
        onValue={(console) => onNote({ ...noted, console })}
      />
      <Stopwatch time={noted.time} onTime={(time) => onNote({ ...noted, time })} />
      {belt !== null && noted.time !== null && (
        <p class="lead figures">{t('pairing.steady.turned', { speed: showSpeed(turned(belt, TURNS, noted.time)) })}</p>
      )}
    </div>
  );
}

/** One of the two steady speeds. */
export function SteadyAt(props: SheetProps & { step: 'slow' | 'faster' }) {
  const { machine, record, busy, keep, step } = props;
  const asked = ASKED[step];
  const was = before(props, asked);
  const [noted, note] = useState<Noted>({ console: speedSteps(was?.console_kmh), time: was?.time_ms ?? null });
  const belt = record?.belt_mm ?? null;
  const why = noted.console === null ? t('pairing.steady.console_first') : noted.time === null ? t('pairing.steady.time_first') : undefined;
  const keepIt = (run: Run): void => {
    const { console: shown, time } = noted;
    const told = run.readings.steady_kmh;
    if (shown === null || time === null || told === null) return;
    keep({ steady: [{ asked_kmh: asked, console_kmh: kmhOf(shown), telemetry_kmh: told, revolutions: TURNS, time_ms: time }] });
  };
  return (
    <>
      <p>{t('pairing.steady.says', { speed: showSpeed(asked), turns: TURNS })}</p>
      <RunOfBelt
        machine={machine}
        trial={step}
        after={(run) => (
          <>
            <Notes noted={noted} onNote={note} belt={belt} />
            <Facts of={[[t('pairing.steady.told'), showSpeed(run.readings.steady_kmh)]]} />
            <Keep busy={busy} why={why} onPress={() => keepIt(run)} />
          </>
        )}
      >
        {() => <Notes noted={noted} onNote={note} belt={belt} />}
      </RunOfBelt>
    </>
  );
}

/** STOP itself is measured: pressed at 3.0 km/h, on the empty belt. */
export function Stopped({ machine, busy, keep }: SheetProps) {
  const seconds = (ms: number | null): string => (ms === null ? '' : t('pairing.stopped.seconds', { s: (ms / 1_000).toFixed(1) }));
  return (
    <>
      <p>{t('pairing.stopped.says', { speed: showSpeed(STOPPED_FROM) })}</p>
      <RunOfBelt
        machine={machine}
        trial="stop"
        byStop
        after={(run) => (
          <>
            <Facts
              of={[
                [t('pairing.stopped.from'), showSpeed(run.readings.stopped_from_kmh)],
                [t('pairing.stopped.took'), seconds(run.readings.stop_ms)],
              ]}
            />
            <Keep busy={busy} onPress={() => keep({ stop_ms: run.readings.stop_ms })} />
          </>
        )}
      >
        {() => <Notice tone="warn" title={t('pairing.stopped.now')} />}
      </RunOfBelt>
    </>
  );
}

/** The link is cut for three seconds; who watches the belt says what it did. */
export function Parted({ machine, record, busy, keep }: SheetProps) {
  const was = record?.stops_on_disconnect;
  const [did, setDid] = useState<'yes' | 'no' | null>(was === 'yes' || was === 'no' ? was : null);
  return (
    <>
      <p>{t('pairing.parted.says', { speed: showSpeed(ASKED.slow) })}</p>
      <RunOfBelt
        machine={machine}
        trial="link"
        after={(run) => (
          <>
            <Facts of={[[t('pairing.parted.after'), showSpeed(run.readings.after_kmh)]]} />
            <Choices
              legend={t('pairing.parted.legend')}
              of={[
                { value: 'no', says: t('pairing.parted.went_on'), more: t('pairing.parted.went_on_more') },
                { value: 'yes', says: t('pairing.parted.stopped') },
              ]}
              chosen={did}
              onChoose={setDid}
            />
            <Keep busy={busy} why={did === null ? t('pairing.choose') : undefined} onPress={() => did && keep({ stops_on_disconnect: did })} />
          </>
        )}
      >
        {(_, part) => (
          <Button kind="main" large onPress={part}>
            {t('pairing.parted.cut')}
          </Button>
        )}
      </RunOfBelt>
    </>
  );
}

/** It is asked for 2.0 %; who has a spirit level sees whether that is by per cent. */
export function Inclines({ machine }: SheetProps) {
  const shown = (run: Run): string => showInclination(run.readings.inclination_percent);
  return (
    <RunOfBelt
      machine={machine}
      trial="incline"
      after={(run) => <Facts of={[[t('pairing.inclines.told'), shown(run)]]} />}
    >
      {(run) => <p class="lead figures">{t('pairing.inclines.now', { told: shown(run) })}</p>}
    </RunOfBelt>
  );
}
