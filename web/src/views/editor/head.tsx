/** What a protocol says about itself, and its own limits. */
import { LongField, SelectField, TextField } from '../../parts/field.tsx';
import { Tick } from '../../parts/choice.tsx';
import { t, told } from '../../words/words.ts';
import { draft } from './desk.ts';
import { faced, FACINGS, type Draft, type Facing, type HeadField } from './draft.ts';
import type { Faults } from './faults.ts';

// All levels of docs/protocols.md but "coach", whose belts have no motor and no figures.
const LEVELS = [
  'first', 'beginner', 'intermediate', 'advanced', 'interval', 'incline', 'older', 'teen', 'rehab', 'warmup',
] as const;
const LIMITS = ['speedCap', 'inclinationCap', 'rampUp', 'rampDown'] as const;

function set(change: Partial<Draft>): void {
  draft.value = faced({ ...draft.value, ...change });
}

type Own = { field: HeadField; faults: Faults };

function Short({ field, faults, most }: Own & { most: number }) {
  return (
    <TextField
      label={t(`editor.field.${field}`)}
      help={t(`editor.help.${field}`)}
      error={faults.head[field]}
      value={draft.value[field]}
      onValue={(value) => set({ [field]: value })}
      maxLength={most}
    />
  );
}

function Long({ field, faults }: Own) {
  return (
    <LongField
      label={t(`editor.field.${field}`)}
      help={t(`editor.help.${field}`)}
      error={faults.head[field]}
      value={draft.value[field]}
      onValue={(value) => set({ [field]: value })}
    />
  );
}

function Choices({ faults }: { faults: Faults }) {
  const { level, facing } = draft.value;
  return (
    <>
      <SelectField
        label={t('editor.field.level')}
        help={t('editor.help.level')}
        error={faults.head.level}
        value={level}
        onValue={(value) => set({ level: value })}
        of={LEVELS.map((value) => ({ value, says: told('start.level', value) }))}
      />
      <SelectField<Facing>
        label={t('editor.begins')}
        value={facing}
        onValue={(value) => set({ facing: value })}
        of={FACINGS.map((value) => ({ value, says: told('editor.faces', value) }))}
      />
    </>
  );
}

// The longest name and number a file may have: of the number docs/protocols.md says 32; a name is read on a card.
const ID_LENGTH = 32;
const NAME_LENGTH = 80;
const WORDS_LENGTH = 200;

export function Head({ faults }: { faults: Faults }) {
  return (
    <section class="stack" aria-label={t('editor.about')}>
      <h2>{t('editor.about')}</h2>
      <Short field="name" faults={faults} most={NAME_LENGTH} />
      <Short field="id" faults={faults} most={ID_LENGTH} />
      <Choices faults={faults} />
      <Long field="basis" faults={faults} />
      <details class="disclosure">
        <summary>{t('editor.more')}</summary>
        <div class="stack">
          <Short field="who" faults={faults} most={WORDS_LENGTH} />
          <Short field="frequency" faults={faults} most={WORDS_LENGTH} />
          <Short field="progression" faults={faults} most={WORDS_LENGTH} />
          {LIMITS.map((field) => (
            <Short key={field} field={field} faults={faults} most={ID_LENGTH} />
          ))}
          <Tick
            says={t('editor.field.selfPaced')}
            more={t('editor.help.selfPaced')}
            ticked={draft.value.selfPaced}
            onTick={(selfPaced) => set({ selfPaced })}
          />
        </div>
      </details>
    </section>
  );
}
