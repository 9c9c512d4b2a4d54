/** What is asked in each step of measuring, and what it writes down. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { me } from '../../live/me.ts';
import { Choices } from '../../parts/choice.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { CountField, InclinationField, SpeedField } from '../../parts/quantity.tsx';
import { percentOf, inclinationSteps } from '../../units/inclination.ts';
import { kmhOf, speedSteps } from '../../units/speed.ts';
import { t } from '../../words/words.ts';
import { Keep, type SheetProps } from './keep.tsx';
import type { Record } from './proof.ts';
import { Inclines, Parted, Stopped, SteadyAt } from './run-sheets.tsx';
import type { Step } from './steps.ts';

// A name as the gateway keeps it; a belt as long as the longest it takes (mm).
const LONGEST_NAME = 80;
const LONGEST_BELT = 10_000;
// Speeds as the gateway takes them (0.01 km/h): what belts do, and the finest step there is.
const FASTEST = 3_000;

/** Whoever is logged in; a device has a name as well, and measures nothing. */
const whoAmI = (): string => (me.value?.person == null ? '' : me.value.name);

function Who({ profile, record, busy, keep }: SheetProps) {
  const [by, setBy] = useState(record?.by ?? whoAmI());
  const [firmware, setFirmware] = useState(record?.firmware || profile.firmware);
  const why = by.trim() === '' ? t('pairing.who.first') : firmware.trim() === '' ? t('pairing.who.firmware_first') : undefined;
  return (
    <>
      <Notice title={t('pairing.who.title')}>
        <p>{t('pairing.who.says')}</p>
      </Notice>
      <TextField label={t('pairing.who.by')} value={by} onValue={setBy} maxLength={LONGEST_NAME} />
      <TextField
        label={t('pairing.who.firmware')}
        help={profile.firmware ? t('pairing.who.firmware_told') : t('pairing.who.firmware_ask')}
        value={firmware}
        onValue={setFirmware}
        maxLength={LONGEST_NAME}
      />
      <Keep busy={busy} why={why} onPress={() => keep({ by: by.trim(), firmware: firmware.trim() })} />
    </>
  );
}

function Belt({ record, busy, keep }: SheetProps) {
  const [length, setLength] = useState<number | null>(record?.belt_mm ?? null);
  return (
    <>
      <p>{t('pairing.belt.says')}</p>
      <CountField label={t('pairing.belt.length')} help={t('pairing.belt.help')} unit="mm" least={500} most={LONGEST_BELT} value={length} onValue={setLength} />
      <Keep busy={busy} why={length === null ? t('pairing.belt.first') : undefined} onPress={() => keep({ belt_mm: length })} />
    </>
  );
}

/** What it says of itself stands there; who has pressed its keys knows better. */
function Range({ profile, record, busy, keep }: SheetProps) {
  const [least, setLeast] = useState(speedSteps(record?.speed_min_kmh ?? profile.speed_min_kmh));
  const [most, setMost] = useState(speedSteps(record?.speed_max_kmh ?? profile.speed_max_kmh));
  const [step, setStep] = useState(speedSteps(record?.speed_step_kmh ?? profile.speed_step_kmh));
  const whole = least !== null && most !== null && step !== null;
  const keepAll = (): void => {
    if (whole) keep({ speed_min_kmh: kmhOf(least), speed_max_kmh: kmhOf(most), speed_step_kmh: kmhOf(step) });
  };
  return (
    <>
      <p>{t('pairing.range.says')}</p>
      <div class="fields">
        <SpeedField label={t('pairing.range.least')} least={1} most={FASTEST} value={least} onValue={setLeast} />
        <SpeedField label={t('pairing.range.most')} least={1} most={FASTEST} value={most} onValue={setMost} />
        <SpeedField label={t('pairing.range.step')} least={1} most={FASTEST} value={step} onValue={setStep} />
      </div>
      <Keep busy={busy} why={whole ? undefined : t('pairing.range.first')} onPress={keepAll} />
    </>
  );
}

function Start({ profile, record, busy, keep }: SheetProps) {
  const [by, setBy] = useState<'app' | 'console' | null>(record?.start_by ?? null);
  return (
    <>
      <p>{t(profile.start_by === 'app' ? 'pairing.starts.was_app' : 'pairing.starts.was_console')}</p>
      <Choices
        legend={t('pairing.starts.legend')}
        of={[
          { value: 'app', says: t('pairing.starts.app') },
          { value: 'console', says: t('pairing.starts.console') },
        ]}
        chosen={by}
        onChoose={setBy}
      />
      <Keep busy={busy} why={by === null ? t('pairing.choose') : undefined} onPress={() => keep({ start_by: by })} />
    </>
  );
}

type Has = 'no' | 'percent' | 'degrees';

function hadOf(record: Record | null): Has | null {
  if (record?.inclines === false) return 'no';
  return record?.percent == null ? null : record.percent ? 'percent' : 'degrees';
}

/** Whether it inclines, by what, and how far; the run shows it. */
function Incline(props: SheetProps) {
  const { profile, record, busy, keep } = props;
  const [has, setHas] = useState<Has | null>(hadOf(record));
  const [most, setMost] = useState(inclinationSteps(record?.inclination_max_percent ?? profile.inclination_max_percent));
  const why = has === null ? t('pairing.choose') : has !== 'no' && most === null ? t('pairing.inclines.most_first') : undefined;
  const keepIt = (): void => {
    if (has === 'no') keep({ inclines: false, percent: null, inclination_max_percent: null });
    else if (most !== null) keep({ inclines: true, percent: has === 'percent', inclination_max_percent: percentOf(most) });
  };
  return (
    <>
      <p>{t('pairing.inclines.says')}</p>
      {profile.inclination_max_percent !== null && <Inclines {...props} />}
      <Choices
        legend={t('pairing.inclines.legend')}
        of={(['percent', 'degrees', 'no'] as const).map((value) => ({ value, says: t(`pairing.inclines.${value}`) }))}
        chosen={has}
        onChoose={setHas}
      />
      {(has === 'percent' || has === 'degrees') && (
        <InclinationField label={t('pairing.inclines.most')} least={0} most={400} value={most} onValue={setMost} />
      )}
      <Keep busy={busy} why={why} onPress={keepIt} />
    </>
  );
}

export const SHEETS: Readonly<{ [S in Step]: (props: SheetProps) => ComponentChildren }> = {
  who: Who,
  belt: Belt,
  slow: (props) => <SteadyAt {...props} step="slow" />,
  faster: (props) => <SteadyAt {...props} step="faster" />,
  range: Range,
  stop: Stopped,
  link: Parted,
  start: Start,
  incline: Incline,
};
