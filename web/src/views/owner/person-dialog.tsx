/** Somebody is added or changed. Only what differs is told, and only from the version that was read. */
import { useState } from 'preact/hooks';
import { ask, type Result } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Loading } from '../../parts/states.tsx';
import { tell } from '../../parts/toast.tsx';
import { LANGUAGES, t, told, type Language } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against, Problems } from '../proof.tsx';
import { useRead } from '../reading.ts';
import {
  changes, draftOf, HEART, LEVELS, NAME_LENGTH, ROLES, withRole, wrongIn, type Draft, type Field, type Person,
} from './roster.ts';

type Set = (part: Partial<Draft>) => void;
interface FormProps {
  draft: Draft;
  set: Set;
  wrong: readonly Field[];
}

const tongues = Object.keys(LANGUAGES) as Language[];

function Who({ draft, set, wrong }: FormProps) {
  const year = new Date().getFullYear();
  const error = (field: Field): string | undefined =>
    wrong.includes(field) ? t(`owner.person.wrong.${field}`, { ...HEART, year, longest: NAME_LENGTH }) : undefined;
  return (
    <>
      <TextField
        label={t('owner.person.called')}
        error={draft.name === '' ? undefined : error('name')}
        value={draft.name}
        onValue={(name) => set({ name })}
        maxLength={NAME_LENGTH}
      />
      <TextField
        label={t('owner.person.born')}
        help={t('owner.person.born_help')}
        error={error('born')}
        value={draft.born}
        onValue={(born) => set({ born })}
        mode="numeric"
        short
        maxLength={4}
      />
      <TextField
        label={t('owner.person.heart')}
        help={t('owner.person.heart_help', HEART)}
        error={error('hr_limit')}
        value={draft.hr_limit}
        onValue={(limit) => set({ hr_limit: limit })}
        mode="numeric"
        unit="1/min"
        short
        maxLength={3}
      />
    </>
  );
}

function How({ draft, set }: FormProps) {
  const unsaid = { value: '', says: t('owner.person.unsaid') };
  return (
    <>
      <SelectField
        label={t('owner.person.level')}
        help={t('owner.person.level_help')}
        value={draft.level}
        onValue={(level) => set({ level })}
        of={LEVELS.map((level) => ({ value: level, says: told('start.level', level) }))}
      />
      <SelectField
        label={t('owner.person.units')}
        value={draft.units}
        onValue={(units) => set({ units })}
        of={[unsaid, ...['km/h', 'mph'].map((unit) => ({ value: unit, says: unit }))]}
      />
      <SelectField
        label={t('owner.person.language')}
        value={draft.language}
        onValue={(language) => set({ language })}
        of={[unsaid, ...tongues.map((tongue) => ({ value: tongue, says: LANGUAGES[tongue] }))]}
      />
    </>
  );
}

function Roles({ draft, set, wrong }: FormProps) {
  return (
    <fieldset class="group">
      <legend>{t('owner.person.roles')}</legend>
      <p class="help">{t('owner.person.roles_help')}</p>
      {ROLES.map((role) => (
        <Tick
          key={role}
          says={told('role', role)}
          more={told('owner.role_may', role)}
          ticked={draft.roles.includes(role)}
          onTick={(on) => set({ roles: withRole(draft.roles, role, on) })}
        />
      ))}
      {wrong.includes('roles') && <p class="error">{t('owner.person.wrong.roles')}</p>}
    </fieldset>
  );
}

interface Props {
  person: Person | null;
  version: string | null;
  onDone: () => void;
  onClose: () => void;
}

function save(person: Person | null, version: string | null, before: Draft, draft: Draft): Promise<Result<Person>> {
  if (person === null) return ask('add_person', { body: { ...changes(null, draft), name: draft.name.trim() } });
  const given = { path: { person: person.id }, body: changes(before, draft) };
  return ask('change_person', version === null ? given : { ...given, version });
}

function Form({ person, version, onDone, onClose }: Props) {
  const [before] = useState(() => draftOf(person));
  const [draft, setDraft] = useState(before);
  const doing = useDoing();
  const set: Set = (part) => setDraft({ ...draft, ...part });
  const wrong = wrongIn(draft, new Date().getFullYear());
  const press = async (): Promise<void> => {
    const done = await doing.run(() => save(person, version, before, draft));
    if (!done) return;
    tell(t('owner.person.saved', { name: draft.name.trim() }));
    onDone();
  };
  const form = { draft, set, wrong };
  const why = wrong.length > 0 ? t('owner.person.first') : undefined;
  return (
    <Dialog
      title={person === null ? t('owner.person.add') : t('owner.person.change', { name: before.name })}
      onClose={onClose}
      actions={
        <Button kind="main" icon="check" busy={doing.busy} why={why} onPress={() => void press()}>
          {t('owner.save')}
        </Button>
      }
    >
      <Who {...form} />
      <How {...form} />
      {may('roles') && <Roles {...form} />}
      <Against doing={doing} />
    </Dialog>
  );
}

export function AddPerson({ onDone, onClose }: Pick<Props, 'onDone' | 'onClose'>) {
  return <Form person={null} version={null} onDone={onDone} onClose={onClose} />;
}

/** Read anew first: a change is made from what is known now, not from a list that may be old. */
export function ChangePerson({ id, onDone, onClose }: { id: string } & Pick<Props, 'onDone' | 'onClose'>) {
  const read = useRead(() => ask('person', { path: { person: id } }), id);
  if (read.value) return <Form person={read.value} version={read.version} onDone={onDone} onClose={onClose} />;
  return (
    <Dialog title={t('owner.people.name')} onClose={onClose}>
      {read.problem ? <Problems of={read.problem} /> : <Loading />}
    </Dialog>
  );
}
