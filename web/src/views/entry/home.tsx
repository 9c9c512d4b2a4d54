import { link, known, treadmills, type Treadmill } from '../../live/store.ts';
import { me, takesLogins } from '../../live/me.ts';
import { href, machineRoutes } from '../../routes.ts';
import { t, told, type Key } from '../../words/words.ts';

/** One treadmill, and what can be done at it. */
function Machine({ machine }: { machine: Treadmill }) {
  return (
    <li class="card machine">
      <h2>{machine.label}</h2>
      <p>{machine.link === 'linked' ? told('belt', machine.belt) : told('reach', machine.link)}</p>
      <div class="actions">
        {machineRoutes().map((route) => (
          <a key={route.path} class="action" href={href(...route.path.replace(':treadmill', machine.id).split('/'))}>
            {t(route.title)}
          </a>
        ))}
      </div>
    </li>
  );
}

function Machines() {
  if (!known.value) return <p role="status">{t(link.value === 'offline' ? 'entry.home.away' : 'shell.loading')}</p>;
  if (treadmills.value.length === 0) return <p>{t('entry.home.none')}</p>;
  return (
    <ul class="machines">
      {treadmills.value.map((each) => (
        <Machine key={each.id} machine={each} />
      ))}
    </ul>
  );
}

/** The way in, for a device that was not let in, or as a screen only. */
function WayIn({ says }: { says: Key }) {
  return (
    <section class="card" aria-label={t(says)}>
      <p>{t(says)}</p>
      <div class="actions">
        <a class="action" href={href('pair')}>
          {t('entry.pair.title')}
        </a>
        <a href={href('claim')}>{t('entry.claim.title')}</a>
      </div>
    </section>
  );
}

/** Who is here. */
function Entrance() {
  const who = me.value;
  if (who === null) return null;
  if (!takesLogins()) return <WayIn says={who.scopes.length === 0 ? 'entry.home.stranger' : 'entry.home.screen'} />;
  if (who.person === null && who.name === '') {
    return (
      <p>
        <a class="action" href={href('login')}>
          {t('entry.login.title')}
        </a>
      </p>
    );
  }
  return <p>{t('entry.home.as', { name: who.name, role: told('role', who.role) })}</p>;
}

/** The first thing to see: which treadmills there are, and what can be done here. */
export function Home() {
  return (
    <>
      <h1>{t('entry.home.title')}</h1>
      <Entrance />
      <Machines />
    </>
  );
}
