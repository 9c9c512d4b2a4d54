/** Everybody who is known here, and what may be done about them. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Tag } from '../../parts/figure.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { FlagsDialog } from '../floor/flags-dialog.tsx';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';
import { Erase, SetPin } from './person-acts.tsx';
import { AddPerson, ChangePerson } from './person-dialog.tsx';
import { found, type Person } from './roster.ts';

type Act = 'change' | 'pin' | 'flags' | 'erase';
type Open = { act: 'add' } | { act: Act; person: Person } | null;

function roles(person: Person): string {
  return (person.roles ?? []).map((role) => told('role', role)).join(', ');
}

function nameOf(person: Person): string {
  return person.name ?? t('owner.people.nameless');
}

// What may be done about somebody, and which act of the table it takes.
const ACTS: readonly [Act, string][] = [
  ['change', 'person'],
  ['pin', 'person'],
  ['flags', 'read_person'],
  ['erase', 'erase'],
];

function Row({ person, onAct }: { person: Person; onAct: (act: Act) => void }) {
  return (
    <li class="entry">
      <div>
        <h2>{nameOf(person)}</h2>
        <p class="soft">{[told('start.level', person.level), roles(person)].filter(Boolean).join(' · ')}</p>
        {person.pin === false && <Tag>{t('owner.people.no_pin')}</Tag>}
      </div>
      <div class="row acts">
        {may('read_person') && (
          <LinkButton kind="quiet" href={href('progress', person.id)}>
            {t('owner.people.act.progress')}
            <span class="unseen"> {nameOf(person)}</span>
          </LinkButton>
        )}
        {ACTS.filter(([, needs]) => may(needs)).map(([act]) => (
          <Button key={act} kind="quiet" onPress={() => onAct(act)}>
            {t(`owner.people.act.${act}`)}
            <span class="unseen"> {nameOf(person)}</span>
          </Button>
        ))}
      </div>
    </li>
  );
}

function Opened({ open, onDone, onClose }: { open: NonNullable<Open>; onDone: () => void; onClose: () => void }) {
  if (open.act === 'add') return <AddPerson onDone={onDone} onClose={onClose} />;
  const { id } = open.person;
  const about = { id, name: nameOf(open.person), onDone, onClose };
  switch (open.act) {
    case 'change':
      return <ChangePerson id={id} onDone={onDone} onClose={onClose} />;
    case 'pin':
      return <SetPin {...about} />;
    case 'erase':
      return <Erase {...about} />;
    case 'flags':
      return <FlagsDialog person={id} name={about.name} onClose={onClose} />;
  }
}

// A list longer than this is searched, not read; what is shown is drawn quickly on a phone.
const SHOWN = 100;

function List({ people, onOpen }: { people: readonly Person[]; onOpen: (open: Open) => void }) {
  const [wanted, setWanted] = useState('');
  const shown = found(people, wanted, (person) => `${told('start.level', person.level)} ${roles(person)}`);
  return (
    <>
      <TextField type="search" label={t('owner.people.search')} value={wanted} onValue={setWanted} />
      <p class="soft" role="status">
        {t('owner.people.count', { shown: Math.min(shown.length, SHOWN), all: people.length })}
      </p>
      <ul class="plain entries">
        {shown.slice(0, SHOWN).map((person) => (
          <Row key={person.id} person={person} onAct={(act) => onOpen({ act, person })} />
        ))}
      </ul>
    </>
  );
}

export function PeopleSheet() {
  const read = useRead(() => ask('people', {}), '');
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const done = (): void => {
    close();
    read.again();
  };
  const add = (
    <Button kind="main" icon="plus" onPress={() => setOpen({ act: 'add' })}>
      {t('owner.person.add')}
    </Button>
  );
  return (
    <div class="stack">
      {may('person') && add}
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value?.length === 0 && <Empty title={t('owner.people.none')} />}
      {read.value && read.value.length > 0 && <List people={read.value} onOpen={setOpen} />}
      {open && <Opened open={open} onDone={done} onClose={close} />}
    </div>
  );
}
