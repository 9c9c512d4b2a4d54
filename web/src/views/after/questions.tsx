/** The questions after a walk. Nothing is answered in advance; what was told before stands as it was told. */
import { Choices, Scale } from '../../parts/choice.tsx';
import { LongField } from '../../parts/field.tsx';
import { t } from '../../words/words.ts';
import type { Asked, ScoreName, Told, YesName } from './asked.ts';

export type Draft = Partial<Told>;
export interface Draws {
  readonly draft: Draft;
  readonly onTell: (part: Draft) => void;
}

// What 0 and 10 mean: effort and confidence have ends of their own, everything else is pain.
const ENDS = { effort: 'effort', confidence: 'confidence' } as const;

function ends(name: ScoreName): { least: string; most: string } {
  const of = name === 'effort' || name === 'confidence' ? ENDS[name] : 'pain';
  return { least: t(`after.ends.${of}.least`), most: t(`after.ends.${of}.most`) };
}

function Score({ name, draft, onTell }: Draws & { name: ScoreName }) {
  return (
    <Scale
      legend={t(`after.asks.${name}`)}
      {...ends(name)}
      chosen={draft[name] ?? null}
      onChoose={(value) => onTell({ [name]: value })}
    />
  );
}

function YesNo({ name, draft, onTell }: Draws & { name: YesName }) {
  const answer = draft[name] ?? null;
  return (
    <Choices
      legend={t(`after.asks.${name}`)}
      of={[
        { value: 'no', says: t('start.no') },
        { value: 'yes', says: t('start.yes') },
      ]}
      chosen={answer === null ? null : answer ? 'yes' : 'no'}
      onChoose={(value) => onTell({ [name]: value === 'yes' })}
    />
  );
}

/** Scales first, then yes or no, two beside each other. */
export function Questions({ of, ...draws }: Draws & { of: Asked }) {
  return (
    <>
      {of.scores.map((name) => (
        <Score key={name} name={name} {...draws} />
      ))}
      {of.yes.length > 0 && (
        <div class="yes-no">
          {of.yes.map((name) => (
            <YesNo key={name} name={name} {...draws} />
          ))}
        </div>
      )}
    </>
  );
}

const HANDRAIL = ['none', 'one', 'both'] as const;

export function Handrail({ draft, onTell }: Draws) {
  return (
    <div class="three">
      <Choices
        legend={t('after.asks.handrail')}
        of={HANDRAIL.map((value) => ({ value, says: t(`after.handrail.${value}`) }))}
        chosen={HANDRAIL.find((each) => each === draft.handrail) ?? null}
        onChoose={(value) => onTell({ handrail: value })}
      />
    </div>
  );
}

// The traffic light asks for none, one, or more: as far as anybody remembers a count.
const STUMBLES = ['0', '1', '2'] as const;

export function Stumbles({ draft, onTell }: Draws) {
  const told = draft.stumbles ?? null;
  return (
    <div class="three">
      <Choices
        legend={t('after.asks.stumbles')}
        of={STUMBLES.map((value) => ({ value, says: t(`after.stumbles.${value}`) }))}
        chosen={told === null ? null : (STUMBLES[Math.min(told, 2)] ?? null)}
        onChoose={(value) => onTell({ stumbles: Number(value) })}
      />
    </div>
  );
}

// As long as the gateway takes a sentence.
const NOTE_LENGTH = 500;

export function Notes({ draft, onTell }: Draws) {
  return (
    <LongField
      label={t('after.asks.notes')}
      help={t('after.notes_help')}
      value={draft.notes ?? ''}
      onValue={(value) => onTell({ notes: value })}
      maxLength={NOTE_LENGTH}
    />
  );
}
