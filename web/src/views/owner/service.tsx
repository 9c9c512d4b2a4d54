/** How the service is: whether walks may begin, what a maintainer asks for first, and how a copy is made. */
import { ask } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';
import { saveJson } from '../saving.ts';

/** What is in the way of a walk, one notice each; the gateway tells it as the fields of its refusal. */
function Ailing({ why }: { why: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(why).map(([name, says]) => (
        <Notice key={name} tone="warn" title={name}>
          {says}
        </Notice>
      ))}
    </>
  );
}

function Healthy() {
  const { value, problem, again } = useRead(() => ask('ready', {}), '');
  const ailing = problem?.fields ?? null;
  return (
    <Card title={t('owner.service.health')}>
      {value && <Notice tone="good" title={t('owner.service.well')} />}
      {ailing && <Ailing why={ailing as Record<string, string>} />}
      {problem && !ailing && <Failed why={said(problem)} retry={again} />}
      {!value && !problem && <Loading />}
    </Card>
  );
}

function About() {
  const { value } = useRead(() => ask('site', {}), '');
  if (value === null) return null;
  const of = [
    [t('owner.service.site'), value.name],
    [t('owner.service.version'), value.version],
    [t('owner.service.mode'), t(value.mode === 'gym' ? 'owner.service.gym' : 'owner.service.home')],
    [t('owner.service.address'), value.address ?? t('owner.service.only_here')],
  ] as const;
  return (
    <Card title={t('owner.service.about')}>
      <Facts of={of} />
    </Card>
  );
}

function Diagnostics() {
  const doing = useDoing();
  const save = async (): Promise<void> => {
    const told = await doing.run(() => ask('diagnostics', {}));
    if (told) saveJson(`retrowalk-diagnostics-${new Date().toISOString().slice(0, 10)}.json`, told.value);
  };
  return (
    <Card title={t('owner.service.diagnostics')}>
      <p>{t('owner.service.diagnostics_says')}</p>
      <Against doing={doing} />
      <Button icon="save" busy={doing.busy} onPress={() => void save()}>
        {t('owner.service.save')}
      </Button>
    </Card>
  );
}

function Backup() {
  return (
    <Card title={t('owner.service.backup')}>
      <p>{t('owner.service.backup_says')}</p>
      <p class="token">
        <code>retrowalk backup site.tar.gz</code>
      </p>
      <p class="soft">{t('owner.service.backup_where')}</p>
    </Card>
  );
}

export function ServiceSheet() {
  return (
    <div class="cards">
      <Healthy />
      <About />
      {may('diagnose') && <Diagnostics />}
      {may('configure') && <Backup />}
    </div>
  );
}
