/** Whose progress: one's own first, and everybody whose records this reader may look at. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { me } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Empty } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { Unread } from '../after/unread.tsx';
import { found } from '../owner/roster.ts';
import { useRead } from '../reading.ts';
import { choosable, type Known } from '../start/people.ts';

// More than this nobody reads; the search finds the others.
const SHOWN = 100;
// Fewer than this are read at a glance, without a search.
const SEARCHED = 8;

function Names({ people, self }: { people: readonly Known[]; self: string | null }) {
  return (
    <ul class="plain entries">
      {people.map((each) => (
        <li key={each.id} class="entry">
          <div>
            <h2>{each.name ?? t('start.person.you')}</h2>
            <p class="soft">{[each.id === self ? t('start.person.you') : '', told('start.level', each.level)].filter(Boolean).join(' · ')}</p>
          </div>
          <div class="acts">
            <LinkButton href={href('progress', each.id)}>
              {t('person.look')}
              <span class="unseen"> {each.name ?? ''}</span>
            </LinkButton>
          </div>
        </li>
      ))}
    </ul>
  );
}

function List({ people, self }: { people: readonly Known[]; self: string | null }) {
  const [wanted, setWanted] = useState('');
  if (people.length === 0) return <Empty title={t('start.person.none')} />;
  const shown = found(people, wanted, (each) => told('start.level', each.level)).slice(0, SHOWN);
  return (
    <>
      {people.length > SEARCHED && <TextField type="search" label={t('owner.people.search')} value={wanted} onValue={setWanted} />}
      <Names people={shown} self={self} />
    </>
  );
}

export function Choose() {
  const read = useRead(() => ask('people', {}), '');
  const self = me.value?.person ?? null;
  return (
    <div class="narrow">
      <h1>{t('person.title')}</h1>
      {read.value === null ? <Unread problem={read.problem} retry={read.again} /> : <List people={choosable(read.value, self)} self={self} />}
    </div>
  );
}
