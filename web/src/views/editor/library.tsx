/** Every protocol of the site: to look at, to write one like it, to bring in a file. */
import { ask, type Schema } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { Import } from './import.tsx';

type Protocol = Schema<'ProtocolView'>;

function capped(of: Protocol): string {
  return t('editor.upTo', { speed: showSpeed(of.speed_cap_kmh), inclination: showInclination(of.inclination_cap_percent) });
}

/** One on which the walker moves the belt has no caps to tell. */
function One({ protocol }: { protocol: Protocol }) {
  const open = (
    <LinkButton href={href('protocols', protocol.id)} icon="ahead">
      {t('editor.open', { name: protocol.id })}
    </LinkButton>
  );
  return (
    <Card title={protocol.name} aside={<span class="soft">{told('start.level', protocol.level)}</span>}>
      <p>{protocol.who}</p>
      <p class="soft">{protocol.speed_cap_kmh === 0 ? '' : capped(protocol)}</p>
      {open}
    </Card>
  );
}

function Found({ listed }: { listed: readonly Schema<'ListedView'>[] }) {
  if (listed.length === 0) return <Empty title={t('editor.none')} />;
  return (
    <div class="cards protocols">
      {listed.map(({ protocol }) => (
        <One key={protocol.id} protocol={protocol} />
      ))}
    </div>
  );
}

export function Library() {
  const read = useRead(() => ask('protocols', {}), 'protocols');
  return (
    <div class="stack">
      <h1>{t('editor.library')}</h1>
      {may('protocol') ? (
        <div class="pressing row">
          <LinkButton kind="main" icon="edit" href={href('editor')}>
            {t('editor.new')}
          </LinkButton>
          <Import />
        </div>
      ) : null}
      {read.problem !== null ? (
        <Failed why={said(read.problem)} retry={read.again} />
      ) : read.value === null ? (
        <Loading />
      ) : (
        <Found listed={read.value} />
      )}
    </div>
  );
}
