import { known, treadmills, type Treadmill } from '../../live/store.ts';
import { may, me, takesLogins } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty } from '../../parts/states.tsx';
import { href, machineRoutes } from '../../routes.ts';
import { t, told, type Key } from '../../words/words.ts';
import { Waiting } from './waiting.tsx';

/** One treadmill, and what can be done at it. */
function Machine({ machine }: { machine: Treadmill }) {
  const ways = machineRoutes();
  return (
    <li class="machine">
      <Card title={machine.label}>
        <p>{machine.link === 'linked' ? told('belt', machine.belt) : told('reach', machine.link)}</p>
        {ways.length === 0 ? null : (
          <div class="actions">
            {ways.map((route, at) => (
              <LinkButton
                key={route.path}
                kind={at === 0 ? 'main' : 'plain'}
                href={href(...route.path.replace(':treadmill', machine.id).split('/'))}
              >
                {t(route.machine)}
              </LinkButton>
            ))}
          </div>
        )}
      </Card>
    </li>
  );
}

/** A new home: the first treadmill is found from here, by whoever may. */
function None() {
  const find = may('treadmill') ? (
    <LinkButton kind="main" large href={href('find')}>
      {t('entry.home.find')}
    </LinkButton>
  ) : null;
  return <Empty title={t('entry.home.none')} action={find} />;
}

function Machines() {
  if (!known.value) return <Waiting />;
  if (treadmills.value.length === 0) return <None />;
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
  const ways = (
    <div class="actions">
      <LinkButton kind="main" href={href('pair')}>
        {t('entry.pair.title')}
      </LinkButton>
      <LinkButton kind="quiet" href={href('claim')}>
        {t('entry.claim.title')}
      </LinkButton>
    </div>
  );
  return <Notice title={t(says)} action={ways} />;
}

/** Who is here. */
function Entrance() {
  const who = me.value;
  if (who === null) return null;
  if (!takesLogins()) return <WayIn says={who.scopes.length === 0 ? 'entry.home.stranger' : 'entry.home.screen'} />;
  if (who.person === null && who.name === '') {
    return <Notice title={t('entry.home.nobody')} action={<LinkButton kind="main" href={href('login')}>{t('entry.login.title')}</LinkButton>} />;
  }
  const role = told('role', who.role);
  return <p>{who.person === null ? t('entry.home.device', { role }) : t('entry.home.as', { name: who.name, role })}</p>;
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
