/** What to walk next, with the rule that says so: accepted, changed in one thing, or declined by a person. */
import { useState } from 'preact/hooks';
import { ask, type Answer, type Schema } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Tag } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { InclinationField, MinutesField, SpeedField } from '../../parts/quantity.tsx';
import { inclinationSteps, percentOf } from '../../units/inclination.ts';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { kmhOf, speedSteps } from '../../units/speed.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';
import { useDoing, type Doing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { instead, most, VARIABLES, type Dose, type Variable } from './dose.ts';

export type Proposal = Answer<'proposal'>;
type Decide = Schema<'Decide'>;

/** "9:30 at 2.4 km/h, incline 0.5 %"; what does not apply is left out. */
export function doseText(dose: Dose): string {
  const parts = [
    dose.metres > 0 ? t('person.dose.metres', { n: dose.metres }) : '',
    dose.repeats > 0 ? t('person.dose.repeats', { n: dose.repeats }) : '',
    dose.load_kg > 0 ? t('person.dose.load', { n: dose.load_kg }) : '',
  ];
  const values = { time: clock(dose.seconds * 1_000), speed: showSpeed(dose.speed_kmh), incline: showInclination(dose.inclination_percent) };
  return [t('person.dose.says', values), ...parts].filter(Boolean).join(', ');
}

interface FieldProps {
  name: Variable;
  last: Dose;
  proposed: Dose;
  onValue: (value: number | null) => void;
}

// Half a minute: less is no walk.
const LEAST_SECONDS = 30;

/** One thing of the dose, within the step that is proposed. */
function OneField({ name, last, proposed, onValue }: FieldProps) {
  const label = t(`person.dose.${name}`);
  const limit = most(last, proposed, name);
  if (name === 'seconds') return <MinutesField label={label} least={LEAST_SECONDS} most={limit} value={last.seconds} onValue={onValue} />;
  if (name === 'speed_kmh') {
    const take = (steps: number | null): void => onValue(steps === null ? null : kmhOf(steps));
    return <SpeedField label={label} least={1} most={speedSteps(limit) ?? 0} value={speedSteps(last.speed_kmh)} onValue={take} />;
  }
  const take = (steps: number | null): void => onValue(steps === null ? null : percentOf(steps));
  return <InclinationField label={label} least={0} most={inclinationSteps(limit) ?? 0} value={inclinationSteps(last.inclination_percent)} onValue={take} />;
}

interface ChangeProps {
  last: Dose;
  proposed: Dose;
  doing: Doing;
  onDecide: (decide: Decide) => void;
  onClose: () => void;
}

function Change({ last, proposed, doing, onDecide, onClose }: ChangeProps) {
  const [name, setName] = useState<Variable>('seconds');
  const [value, setValue] = useState<number | null>(null);
  const why = value === null || value === last[name] ? t('person.change.first') : undefined;
  const press = (): void => {
    if (value !== null) onDecide({ answer: 'changed', instead: instead(last, name, value) });
  };
  const choose = (next: Variable): void => {
    setName(next);
    setValue(null);
  };
  return (
    <Dialog
      title={t('person.change.title')}
      onClose={onClose}
      actions={
        <Button kind="main" icon="check" why={why} busy={doing.busy} onPress={press}>
          {t('person.change.press')}
        </Button>
      }
    >
      <p>{t('person.change.says', { last: doseText(last) })}</p>
      <Choices
        legend={t('person.change.what')}
        of={VARIABLES.map((each) => ({ value: each, says: t(`person.dose.${each}`) }))}
        chosen={name}
        onChoose={choose}
      />
      <OneField key={name} name={name} last={last} proposed={proposed} onValue={setValue} />
      <Against doing={doing} />
    </Dialog>
  );
}

const TONES = { accepted: 'good', changed: 'accent', declined: 'plain' } as const;

function Said({ of }: { of: Proposal }) {
  const tone = TONES[of.answer as keyof typeof TONES] ?? 'plain';
  return (
    <p role="status">
      {of.answer !== null && <Tag tone={tone}>{told('person.answer', of.answer)}</Tag>}
      {of.answer === 'changed' && of.chosen !== null && ` ${doseText(of.chosen)}`}
    </p>
  );
}

function Acts({ person, of, onDecided }: { person: string; of: Proposal; onDecided: (now: Proposal) => void }) {
  const [open, setOpen] = useState(false);
  const doing = useDoing();
  const decide = async (body: Decide): Promise<void> => {
    const done = await doing.run(() => ask('decide', { path: { person }, body }));
    if (!done) return;
    setOpen(false);
    onDecided(done.value);
  };
  const { last, dose } = of;
  const none = last === null || dose === null;
  return (
    <>
      {!open && <Against doing={doing} />}
      <div class="row top unprinted">
        <Button kind="main" icon="check" busy={doing.busy} onPress={() => void decide({ answer: 'accepted' })}>
          {t('person.accept')}
        </Button>
        <Button busy={doing.busy} why={none ? t('person.change.none') : undefined} onPress={() => setOpen(true)}>
          {t('person.change.open')}
        </Button>
        <Button kind="quiet" busy={doing.busy} onPress={() => void decide({ answer: 'declined' })}>
          {t('person.decline')}
        </Button>
      </div>
      {open && !none && (
        <Change last={last} proposed={dose} doing={doing} onDecide={(body) => void decide(body)} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

export function Next({ person, of, onDecided }: { person: string; of: Proposal; onDecided: (now: Proposal) => void }) {
  return (
    <section class="card next" aria-labelledby="next">
      <h2 id="next">{t('person.next')}</h2>
      <p class="lead">
        <strong>{of.dose === null ? t(of.last === null ? 'person.begin' : 'person.begin_again') : doseText(of.dose)}</strong>
        {` · ${of.protocol}`}
      </p>
      {of.last !== null && <p>{of.changes === null ? t('person.changes.nothing') : told('person.changes', of.changes)}</p>}
      <p>
        {t('person.rule')} <strong>{ours('person.why', of.why)}</strong>
      </p>
      {of.last !== null && <p class="soft">{t('person.last', { dose: doseText(of.last) })}</p>}
      {of.level_down && <Notice tone="warn" title={t('person.level_down')} />}
      {of.asks !== null && <Notice title={t('person.asks')} />}
      <Said of={of} />
      {may('tell') ? <Acts person={person} of={of} onDecided={onDecided} /> : <p class="soft">{t('person.teller')}</p>}
      <p class="printed">{t('person.on_paper')}</p>
    </section>
  );
}
