/** Outcome tests: how each went from first to last, what the difference is worth, and a new result. No diagnosis. */
import { useState } from 'preact/hooks';
import { ask, type Answer, type Schema } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Table } from '../../parts/table.tsx';
import { tell } from '../../parts/toast.tsx';
import { typed } from '../../units/figures.ts';
import { day } from '../../units/time.ts';
import { find, language, t } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { plain, wrong } from './limits.ts';

type Test = Schema<'TestView'>;
type Trend = Schema<'TrendView'>;
type Outcomes = Answer<'outcomes'>;

export function nameOf(id: string, tests: readonly Test[]): string {
  return find(`person.test.${id}`, language.value) ?? tests.find((each) => each.id === id)?.name ?? id;
}

function withUnit(value: number, unit: string): string {
  return `${plain(value)} ${ours('person.unit', unit)}`;
}

function change({ change: moved, unit }: Trend): string {
  if (moved === null) return '–';
  return `${moved > 0 ? '+' : ''}${withUnit(moved, unit)}`;
}

function counts({ test, change_that_counts: least, unit }: Trend, tests: readonly Test[]): string {
  if (least === null) return t('person.tests.no_figure');
  const of = tests.find((each) => each.id === test)?.of ?? '';
  return `${withUnit(least, unit)}${of === '' ? '' : ` (${ours('person.of', of)})`}`;
}

export function Trends({ of, tests }: { of: readonly Trend[]; tests: readonly Test[] }) {
  if (of.length === 0) return <p class="soft">{t('person.tests.none')}</p>;
  const number = (name: string) => ({ name, number: true });
  const columns = [
    { name: t('person.tests.test') },
    number(t('person.tests.first')),
    number(t('person.tests.last')),
    number(t('person.tests.change')),
    { name: t('person.tests.meaning') },
    { name: t('person.tests.counts') },
  ];
  const rows = of.map((each) => [
    nameOf(each.test, tests),
    withUnit(each.first, each.unit),
    withUnit(each.last, each.unit),
    change(each),
    ours('person.meaning', each.meaning),
    counts(each, tests),
  ]);
  return <Table caption={t('person.tests.caption')} columns={columns} rows={rows} stacks />;
}

/** Every result, newest first. */
export function Results({ of, tests }: { of: Outcomes; tests: readonly Test[] }) {
  const columns = [
    { name: t('person.tests.on') }, { name: t('person.tests.test') }, { name: t('person.tests.result'), number: true }, { name: t('person.tests.note') },
  ];
  const rows = [...of].reverse().map((each) => [
    day(each.at, language.value), nameOf(each.test, tests), withUnit(each.value, each.unit), each.note || '–',
  ]);
  return <Table caption={t('person.tests.results')} columns={columns} rows={rows} stacks />;
}

// As long as the gateway takes a sentence.
const NOTE_LENGTH = 500;

interface AddProps {
  person: string;
  tests: readonly Test[];
  onDone: () => void;
  onClose: () => void;
}

export function AddResult({ person, tests, onDone, onClose }: AddProps) {
  const [id, setId] = useState(tests[0]?.id ?? '');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const doing = useDoing();
  const test = tests.find((each) => each.id === id);
  if (test === undefined) return null;
  const error = wrong(text, test);
  const value = typed(text);
  const press = async (): Promise<void> => {
    if (value === null) return;
    if (!(await doing.run(() => ask('measure', { path: { person }, body: { test: id, value, note: note.trim() } })))) return;
    tell(t('person.tests.saved'));
    onDone();
  };
  const why = value === null || error !== undefined ? t('person.tests.first_value') : undefined;
  return (
    <Dialog
      title={t('person.tests.add')}
      onClose={onClose}
      actions={
        <Button kind="main" icon="check" why={why} busy={doing.busy} onPress={() => void press()}>
          {t('after.keep')}
        </Button>
      }
    >
      <SelectField label={t('person.tests.test')} value={id} onValue={setId} of={tests.map((each) => ({ value: each.id, says: nameOf(each.id, tests) }))} />
      <TextField
        label={t('person.tests.result')}
        help={t('person.tests.range', { least: plain(test.least), most: plain(test.most) })}
        error={error}
        value={text}
        onValue={setText}
        mode="decimal"
        unit={ours('person.unit', test.unit)}
        short
      />
      <TextField label={t('person.tests.note')} help={t('person.tests.note_help')} value={note} onValue={setNote} maxLength={NOTE_LENGTH} />
      <Against doing={doing} />
    </Dialog>
  );
}

/** Tests that this reader may write down; some are a clinician's. */
export function open(tests: readonly Test[], clinician: boolean): readonly Test[] {
  return may('tell') ? tests.filter((each) => clinician || !each.clinicians_only) : [];
}
