/** Setting a cap: lower at once, higher with a reason, an end and a fresh proof; for everybody by asking twice. */
import { useState } from 'preact/hooks';
import { askWithWord } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { treadmills } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { CountField, InclinationField, SpeedField } from '../../parts/quantity.tsx';
import { tell } from '../../parts/toast.tsx';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { asked, ENDS, expiry, KINDS, missing, MOST, WHOSE, type Draft, type Kind } from './caps.ts';
import type { Person } from './roster.ts';

// The gateway refuses the first of two equal raises for everybody with this code.
const TWICE = 'conflict';
const SENTENCE = 500;

type Set = (part: Partial<Draft>) => void;

function Whose({ draft, set, people }: { draft: Draft; set: Set; people: readonly Person[] }) {
  const whose = WHOSE.map((each) => ({ value: each, says: t(`owner.cap.whose.${each}`) }));
  const persons = people.map((each) => ({ value: each.id, says: each.name ?? each.id }));
  const machines = treadmills.value.map((each) => ({ value: each.id, says: each.label }));
  return (
    <>
      <SelectField label={t('owner.cap.for')} value={draft.whose} onValue={(value) => set({ whose: value })} of={whose} />
      {draft.whose === 'person' && (
        <SelectField
          label={t('owner.caps.person')}
          value={draft.person}
          onValue={(person) => set({ person })}
          of={[{ value: '', says: t('owner.cap.choose') }, ...persons]}
        />
      )}
      <SelectField
        label={t('owner.caps.treadmill')}
        value={draft.treadmill}
        onValue={(treadmill) => set({ treadmill })}
        of={[{ value: '', says: t('owner.cap.every') }, ...machines]}
      />
    </>
  );
}

function Value({ draft, set }: { draft: Draft; set: Set }) {
  const props = {
    label: t('owner.cap.value'),
    least: 0,
    most: MOST[draft.kind],
    value: draft.steps,
    onValue: (steps: number | null) => set({ steps }),
  };
  if (draft.kind === 'speed') return <SpeedField {...props} />;
  if (draft.kind === 'inclination') return <InclinationField {...props} />;
  return <CountField {...props} unit={t('owner.caps.minutes')} />;
}

function What({ draft, set }: { draft: Draft; set: Set }) {
  const kinds = KINDS.map((kind) => ({ value: kind, says: t(`owner.caps.kind.${kind}`) }));
  return (
    <>
      <SelectField<Kind>
        label={t('owner.cap.what')}
        value={draft.kind}
        onValue={(kind) => set({ kind, steps: null })}
        of={kinds}
      />
      <Value key={draft.kind} draft={draft} set={set} />
    </>
  );
}

function Why({ draft, set }: { draft: Draft; set: Set }) {
  return (
    <>
      <TextField
        label={t('owner.cap.reason')}
        help={t('owner.cap.reason_help')}
        value={draft.reason}
        onValue={(reason) => set({ reason })}
        maxLength={SENTENCE}
      />
      <SelectField
        label={t('owner.cap.end')}
        help={t('owner.cap.end_help')}
        value={draft.end}
        onValue={(end) => set({ end })}
        of={ENDS.map((end) => ({ value: end, says: t(`owner.cap.ends.${end}`) }))}
      />
    </>
  );
}

interface Props {
  from: Draft;
  people: readonly Person[];
  onDone: () => void;
  onClose: () => void;
}

export function CapDialog({ from, people, onDone, onClose }: Props) {
  const [draft, setDraft] = useState(from);
  // When the first of two equal requests was made up: the second must be the same to the second.
  const [since, setSince] = useState<number | null>(null);
  const doing = useDoing();
  const set: Set = (part) => {
    setDraft({ ...draft, ...part });
    setSince(null);
  };
  const twice = since !== null && doing.problem?.code === TWICE;
  const press = async (): Promise<void> => {
    const at = since ?? Date.now();
    setSince(at);
    const done = await doing.run(() => askWithWord('change_limit', { body: asked(draft, expiry(draft.end, at)) }));
    if (!done) return;
    tell(t('owner.cap.done'));
    onDone();
  };
  const lacks = missing(draft);
  return (
    <Dialog
      title={t('owner.cap.title')}
      onClose={onClose}
      actions={
        <Button
          kind="main"
          busy={doing.busy}
          why={lacks === null ? undefined : t(`owner.cap.missing.${lacks}`)}
          onPress={() => void press()}
        >
          {t(twice ? 'owner.cap.again' : 'owner.cap.press')}
        </Button>
      }
    >
      <Whose draft={draft} set={set} people={people} />
      <What draft={draft} set={set} />
      <Why draft={draft} set={set} />
      <p class="soft small">{t(may('raise_site') || may('raise_person') ? 'owner.cap.rules' : 'owner.cap.lower_only')}</p>
      <div role="status">{twice && <Notice tone="warn" title={t('owner.cap.twice')} />}</div>
      <Against doing={doing} {...(twice ? { unless: TWICE } : {})} />
    </Dialog>
  );
}
