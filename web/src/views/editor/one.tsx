/** One protocol: for whom, what it does, its file; and taken away, if it is the site's own. */
import { useState } from 'preact/hooks';
import { address, ask, type Problem } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { may } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { go, href, type Place } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { Trouble } from '../entry/trouble.tsx';
import { useRead } from '../reading.ts';
import type { Whole } from './checking.ts';
import { formed } from './draft.ts';
import { Chart, Segments } from './shown.tsx';

const FACTS = ['who', 'frequency', 'progression', 'basis', 'author'] as const;

/** Who wrote what comes with Retrowalk; it is not the site's to take away. */
const LIBRARY = 'library';

function Facts({ whole }: { whole: Whole }) {
  return (
    <dl class="facts">
      <dt>{t('editor.field.level')}</dt>
      <dd>{told('start.level', whole.protocol.level)}</dd>
      {FACTS.filter((fact) => whole.protocol[fact]).map((fact) => [
        <dt key={fact}>{t(`editor.field.${fact}`)}</dt>,
        <dd key={`${fact}-says`}>{whole.protocol[fact]}</dd>,
      ])}
    </dl>
  );
}

function Remove({ id, version }: { id: string; version: string | null }) {
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (): Promise<void> => {
    const answer = await ask('remove_protocol', { path: { protocol: id }, ...(version === null ? {} : { version }) });
    setAsked(false);
    if (answer.ok) go('protocols');
    else setProblem(answer.problem);
  };
  const really = (
    <Button kind="serious" onPress={() => void remove()}>
      {t('editor.remove')}
    </Button>
  );
  return (
    <>
      <Trouble problem={problem} />
      <Button kind="quiet" onPress={() => setAsked(true)}>
        {t('editor.remove')}
      </Button>
      {asked ? (
        <Dialog title={t('editor.removeAsk', { name: id })} actions={really} onClose={() => setAsked(false)}>
          <p>{t('editor.removeMeans')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

function Acts({ whole, version }: { whole: Whole; version: string | null }) {
  const { id, author } = whole.protocol;
  return (
    <div class="row top">
      <a class="button plain" href={address('protocol_file', { protocol: id })} download={`${id}.yaml`}>
        {t('editor.export')}
      </a>
      {may('protocol') && formed(whole) ? (
        <LinkButton icon="edit" href={`${href('editor')}?from=${encodeURIComponent(id)}`}>
          {t('editor.like')}
        </LinkButton>
      ) : null}
      {may('protocol') && author !== LIBRARY ? <Remove id={id} version={version} /> : null}
    </div>
  );
}

export function OneProtocol({ place }: { place: Place }) {
  const id = place.params['protocol'] ?? '';
  const read = useRead(() => ask('protocol', { path: { protocol: id } }), id);
  const whole = read.value;
  if (read.problem !== null) return <Failed why={said(read.problem)} retry={read.again} />;
  if (whole === null) return <Loading />;
  return (
    <div class="stack protocol">
      <h1>{whole.protocol.name}</h1>
      <Facts whole={whole} />
      <Acts whole={whole} version={read.version} />
      <Chart whole={whole} />
      <Segments whole={whole} />
    </div>
  );
}
