/** Which treadmills there are: those of the site with what each can do, and those in reach that may be added. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may } from '../../live/me.ts';
import { known, treadmills, type Treadmill } from '../../live/store.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Tag, type Tone } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { BeltState, LinkState, Signal } from '../../pictures/belt.tsx';
import { href } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { useRead, type Read } from '../reading.ts';
import { Adopt } from './adopt.tsx';
import { ability, worst } from './able.ts';
import { heardOf, hidden, strangers, type Heard } from './found.ts';

// The gateway listens for four seconds and rests for four: asked more often, it has nothing new to tell (ms).
const EVERY = 4_000;
const TONES: Readonly<Record<string, Tone>> = { yes: 'good', perhaps: 'accent' };

/** What is in reach, looked at again and again while the view is. */
function useReach(): Read<readonly Heard[]> {
  const read = useRead<readonly Heard[]>(() => ask('reach', {}), 'reach');
  useEffect(() => {
    const timer = setInterval(read.again, EVERY);
    return () => clearInterval(timer);
  }, []);
  return read;
}

function Strength({ heard }: { heard: Heard }) {
  return (
    <span class="strength figures">
      <Signal dbm={heard.rssi_dbm} /> {t('pairing.find.dbm', { dbm: String(heard.rssi_dbm).replace('-', '−') })}
    </span>
  );
}

function Own({ machine, heard }: { machine: Treadmill; heard: Heard | undefined }) {
  const profile = useRead(() => ask('profile', { path: { treadmill: machine.id } }), `${machine.link} ${machine.identity}`).value;
  const minds = profile === null ? null : worst(profile);
  return (
    <li class="entry">
      <div>
        <h3>{machine.label}</h3>
        <p class="row">
          <LinkState link={machine.link} />
          <BeltState belt={machine.belt} />
          {heard && <Strength heard={heard} />}
        </p>
        {profile && <p class="soft">{ability(profile)}</p>}
        {machine.why && <p class="soft" lang="en">{machine.why}</p>}
        {minds && <Tag tone={minds.blocks ? 'alarm' : 'warn'}>{told('pairing.mind', minds.code)}</Tag>}
      </div>
      <div class="row acts">
        <LinkButton href={href('treadmill', machine.id)}>
          {t('pairing.find.open')}
          <span class="unseen"> {machine.label}</span>
        </LinkButton>
      </div>
    </li>
  );
}

function Yours({ heard }: { heard: readonly Heard[] }) {
  const all = treadmills.value;
  return (
    <section class="stack">
      <h2>{t('pairing.find.yours')}</h2>
      {all.length === 0 && <p>{t('pairing.find.none')}</p>}
      <ul class="plain entries">
        {all.map((each) => (
          <Own key={each.id} machine={each} heard={heardOf(heard, each.id)} />
        ))}
      </ul>
    </section>
  );
}

function Stranger({ heard, onAdd }: { heard: Heard; onAdd: () => void }) {
  const name = heard.name || t('pairing.find.nameless');
  return (
    <li class="entry">
      <div>
        <h3>{name}</h3>
        <p class="row">
          <Strength heard={heard} />
          <Tag tone={TONES[heard.verdict] ?? 'plain'}>{told('pairing.verdict', heard.verdict)}</Tag>
        </p>
        <p class="soft">
          {heard.address} · <span lang="en">{heard.why}</span>
        </p>
      </div>
      <div class="row acts">
        <Button icon="plus" kind={heard.verdict === 'yes' ? 'main' : 'plain'} onPress={onAdd}>
          {t('pairing.find.add')}
          <span class="unseen"> {name}</span>
        </Button>
      </div>
    </li>
  );
}

function Near({ heard }: { heard: readonly Heard[] }) {
  const [all, setAll] = useState(false);
  const [adding, setAdding] = useState<Heard | null>(null);
  const more = hidden(heard);
  const shown = strangers(heard, all);
  return (
    <section class="stack">
      <h2>{t('pairing.find.near')}</h2>
      {shown.length === 0 && <Empty title={t('pairing.find.nothing')}>{t('pairing.find.nothing_do')}</Empty>}
      <ul class="plain entries">
        {shown.map((each) => (
          <Stranger key={each.address} heard={each} onAdd={() => setAdding(each)} />
        ))}
      </ul>
      {more > 0 && (
        <Button kind="quiet" onPress={() => setAll(!all)}>
          {all ? t('pairing.find.fewer') : t('pairing.find.more', { n: more })}
        </Button>
      )}
      {adding && <Adopt heard={adding} onClose={() => setAdding(null)} />}
    </section>
  );
}

export function Find() {
  const reach = useReach();
  return (
    <div class="pairing">
      <h1>{t('pairing.find.title')}</h1>
      <p class="soft">{t('pairing.find.says')}</p>
      {known.value ? <Yours heard={reach.value ?? []} /> : <Loading />}
      {reach.problem && <Failed why={said(reach.problem)} retry={reach.again} />}
      {reach.value && <Near heard={reach.value} />}
      {may('pair') && (
        <Notice
          title={t('pairing.find.phones')}
          action={<LinkButton href={`${href('owner')}?sheet=devices`}>{t('pairing.find.phones_go')}</LinkButton>}
        />
      )}
    </div>
  );
}
