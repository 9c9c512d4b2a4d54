/** What the belt does, as large as the screen permits: measured, and beside it what it is asked for. */
import type { Treadmill } from '../../live/store.ts';
import { showSpeed, showSpeedFigure, speedUnit } from '../../units/shown.ts';
import { t, told } from '../../words/words.ts';

/** A measurement older than this (ms) says nothing of the belt now (SR-19). */
const FRESH_MS = 1_500;

/** Whether the figure is of now. `live`: whether this page hears the gateway at all. */
export function fresh(machine: Treadmill, live: boolean): boolean {
  return live && machine.link === 'linked' && machine.speed_age_ms !== null && machine.speed_age_ms < FRESH_MS;
}

function Cap({ machine }: { machine: Treadmill }) {
  const { cap } = machine;
  if (cap == null || cap.speed_kmh === null) return null;
  const values = { speed: showSpeed(cap.speed_kmh), by: told('floor.layer', cap.speed_source ?? '') };
  return <span>{t('walker.cap', values)}</span>;
}

export function Speed({ machine, live }: { machine: Treadmill; live: boolean }) {
  const old = !fresh(machine, live);
  return (
    <section class="speed" aria-label={t('walker.speed')} data-old={old ? '' : undefined}>
      <p class="measured">
        <span class="value">{machine.speed_kmh === null ? '–' : showSpeedFigure(machine.speed_kmh)}</span>
        <span class="beside">
          <span class="unit">{speedUnit.value}</span>
          <span class="is">{old ? t('walker.old') : t('walker.measured')}</span>
        </span>
      </p>
      <p class="asked">
        <Cap machine={machine} />
        {machine.commanded ? <span>{t('walker.asked', { speed: showSpeed(machine.commanded.speed_kmh) })}</span> : null}
      </p>
    </section>
  );
}
