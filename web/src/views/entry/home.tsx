import { known, treadmills, type Treadmill } from '../../live/store.ts';
import { t, told } from '../../words/words.ts';

function Line({ machine }: { machine: Treadmill }) {
  return (
    <li>
      <strong>{machine.label}</strong> <span>{told('belt', machine.belt)}</span>
    </li>
  );
}

/** The first thing to see: which treadmills there are, and what can be done here. */
export function Home() {
  return (
    <>
      <h1>{t('entry.home.title')}</h1>
      {known.value ? null : <p>{t('shell.loading')}</p>}
      {known.value && treadmills.value.length === 0 ? <p>{t('entry.home.none')}</p> : null}
      <ul class="machines">
        {treadmills.value.map((each) => (
          <Line key={each.id} machine={each} />
        ))}
      </ul>
    </>
  );
}
