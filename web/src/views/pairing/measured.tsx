/** Whether somebody has measured this very machine, what the record is worth now, and the way to measure it. */
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may } from '../../live/me.ts';
import type { Treadmill } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Facts, Tag } from '../../parts/figure.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { dayAndTime } from '../../units/time.ts';
import { language, t } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import type { Profile } from './able.ts';
import { standing, when, type Proof } from './proof.ts';

function Record({ proof, profile }: { proof: Proof; profile: Profile }) {
  const how = standing(proof, profile.commissioned);
  const { record } = proof;
  return (
    <>
      <p>{t(`pairing.measured.${how}`)}</p>
      {record && (
        <Facts
          of={[
            [t('pairing.measured.by'), record.by],
            [t('pairing.measured.at'), when(record) && dayAndTime(when(record), language.value)],
            [t('pairing.measured.firmware'), record.firmware],
          ]}
        />
      )}
      {record !== null && proof.blocked && <p lang="en">{proof.blocked}</p>}
      {record !== null && proof.problems.length > 0 && (
        <ul lang="en">
          {proof.problems.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Measured({ machine, profile }: { machine: Treadmill; profile: Profile }) {
  const read = useRead(() => ask('commissioning', { path: { treadmill: machine.id } }), `${machine.id} ${machine.link}`);
  const good = profile.commissioned;
  return (
    <Card
      title={t('pairing.measured.title')}
      aside={<Tag tone={good ? 'good' : 'warn'}>{good ? t('pairing.measured.yes') : t('pairing.measured.no')}</Tag>}
    >
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value && <Record proof={read.value} profile={profile} />}
      {may('commission') && (
        <div class="actions">
          <LinkButton kind={good ? 'plain' : 'main'} href={href('commission', machine.id)}>
            {read.value?.record ? t('pairing.measured.again') : t('pairing.measured.begin')}
          </LinkButton>
        </div>
      )}
    </Card>
  );
}
