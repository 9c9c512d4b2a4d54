/** One treadmill: how it stands, what is known of its model, what to mind, and what may be done about it. */
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may } from '../../live/me.ts';
import { known, treadmill as seen, type Treadmill } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Facts, Tag } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { BeltState, LinkState } from '../../pictures/belt.tsx';
import { href, type Place } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { ability, type Advisory, type Profile } from './able.ts';
import { Acts } from './acts.tsx';
import { Measured } from './measured.tsx';

/** One thing to mind, in our words and with what to do; a code we do not know is told by the gateway's sentence. */
function Mind({ of }: { of: Advisory }) {
  const words = told('pairing.mind', of.code);
  const unknown = words === of.code.replaceAll('_', ' ');
  return (
    <Notice tone={of.blocks ? 'alarm' : 'warn'} title={unknown ? <span lang="en">{of.says}</span> : words}>
      {!unknown && <p>{told('pairing.mind_do', of.code)}</p>}
      {of.code === 'blocked' && <p lang="en">{of.says}</p>}
    </Notice>
  );
}

function Minds({ profile }: { profile: Profile }) {
  return (
    <section class="stack">
      <h2>{t('pairing.sheet.minds')}</h2>
      {profile.advisories.length === 0 && <p>{t('pairing.sheet.no_minds')}</p>}
      {profile.advisories.map((each) => (
        <Mind key={each.code} of={each} />
      ))}
    </section>
  );
}

function Known({ profile }: { profile: Profile }) {
  return (
    <Card title={t('pairing.sheet.known')}>
      <Facts
        of={[
          [t('pairing.sheet.can'), ability(profile)],
          [t('pairing.sheet.maker'), [profile.manufacturer, profile.model].filter(Boolean).join(' ')],
          [t('pairing.sheet.name'), profile.name],
          [t('pairing.sheet.firmware'), profile.firmware],
          [t('pairing.sheet.start_by'), told('pairing.start_by', profile.start_by)],
          [t('pairing.sheet.handrails'), told('pairing.known', profile.handrails)],
          [t('pairing.sheet.backward'), told('pairing.known', profile.backward_allowed)],
          [t('pairing.sheet.link_loss'), told('pairing.link_loss', profile.stops_on_disconnect)],
          [t('pairing.sheet.profile'), <code>{profile.profile}</code>],
          [t('pairing.sheet.evidence'), <span lang="en">{profile.evidence}</span>],
          [t('pairing.sheet.sticker'), <strong class="figures">{profile.label}</strong>],
        ]}
      />
      <p class="soft">{t('pairing.sheet.sticker_help')}</p>
    </Card>
  );
}

function Standing({ machine }: { machine: Treadmill }) {
  return (
    <p class="row">
      <LinkState link={machine.link} />
      <BeltState belt={machine.belt} />
      {machine.identity === 'changed' && <Tag tone="alarm">{t('pairing.sheet.changed')}</Tag>}
    </p>
  );
}

function Sheet({ machine }: { machine: Treadmill }) {
  const key = `${machine.id} ${machine.link} ${machine.identity}`;
  const read = useRead(() => ask('profile', { path: { treadmill: machine.id } }), key);
  return (
    <div class="pairing">
      <h1>{machine.label}</h1>
      <Standing machine={machine} />
      {machine.why && <Notice title={t('pairing.sheet.unreached')}><p lang="en">{machine.why}</p></Notice>}
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value && (
        <>
          <Minds profile={read.value} />
          <Measured machine={machine} profile={read.value} />
          <Known profile={read.value} />
        </>
      )}
      {may('treadmill') && <Acts machine={machine} />}
    </div>
  );
}

export function OneTreadmill({ place }: { place: Place }) {
  const machine = seen(place.params['treadmill'] ?? '').value;
  if (machine !== undefined) return <Sheet key={machine.id} machine={machine} />;
  return (
    <>
      <h1>{t('pairing.sheet.title')}</h1>
      {known.value ? (
        <Empty title={t('pairing.sheet.gone')} action={may('treadmill') ? <LinkButton href={href('find')}>{t('pairing.find.title')}</LinkButton> : null} />
      ) : (
        <Loading />
      )}
    </>
  );
}
