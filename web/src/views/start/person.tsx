/** Who walks: somebody who is known here, or somebody new. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may, me } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choice.tsx';
import { TextField } from '../../parts/field.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { once, underWay } from '../walker/commands.ts';
import { choice, choose } from './choice.ts';
import { Forth } from './forth.tsx';
import { choosable, OLDEST, yearOf, type Known } from './people.ts';

function Newcomer({ onMade }: { onMade: (person: Known) => void }) {
  const [name, setName] = useState('');
  const [born, setBorn] = useState('');
  const now = new Date().getFullYear();
  const year = yearOf(born, now);
  const add = async (): Promise<void> => {
    if (year === null) return;
    await once('newcomer', async () => {
      const answer = await ask('add_person', { body: { name: name.trim(), born: year } });
      if (answer.ok) onMade(answer.value);
      return answer;
    });
  };
  const wrong = year === null && (born.length === 4 || /\D/.test(born));
  const open = name.trim() === '' || year === null;
  return (
    <fieldset class="group newcomer">
      <legend>{t('start.person.new')}</legend>
      <TextField label={t('start.person.name')} value={name} onValue={setName} maxLength={64} autoComplete="off" />
      <TextField
        label={t('start.person.born')}
        help={t('start.person.born_help')}
        value={born}
        onValue={setBorn}
        mode="numeric"
        maxLength={4}
        short
        error={wrong ? t('start.person.born_wrong', { from: now - OLDEST + 1, to: now }) : undefined}
      />
      <Button busy={underWay.value.has('newcomer')} why={open ? t('start.person.both') : undefined} onPress={() => void add()}>
        {t('start.person.add')}
      </Button>
    </fieldset>
  );
}

export function Person() {
  const [adding, setAdding] = useState(false);
  const people = useRead(() => ask('people', {}), 'people');
  if (people.problem !== null) return <Failed why={said(people.problem)} retry={people.again} />;
  if (people.value === null) return <Loading />;
  const there = choosable(people.value, me.value?.person ?? null);
  const made = (person: Known): void => {
    people.again();
    setAdding(false);
    choose({ person: person.id });
  };
  return (
    <section aria-label={t('start.step.person')}>
      {there.length === 0 ? (
        <p class="lead">{t('start.person.none')}</p>
      ) : (
        <Choices
          legend={t('start.person.legend')}
          of={there.map((each) => ({
            value: each.id,
            says: each.name ?? t('start.person.you'),
            more: told('start.level', each.level),
          }))}
          chosen={choice.value.person}
          onChoose={(person) => choose({ person })}
        />
      )}
      {may('person') && (adding || there.length === 0) ? <Newcomer onMade={made} /> : null}
      {may('person') && !adding && there.length > 0 ? (
        <Button icon="plus" onPress={() => setAdding(true)}>
          {t('start.person.add_one')}
        </Button>
      ) : null}
      <Forth step="person" why={choice.value.person === null ? t('start.person.choose') : undefined} />
    </section>
  );
}
