/** A protocol, written in a form or as text, read by the gateway as it is typed, and kept when it is right. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Problem } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { LongField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { go, type Place } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { Trouble } from '../entry/trouble.tsx';
import { useChecking, type Verdict } from './checking.ts';
import { begun, clear, current, draft, fits, like, text, toForm, toText, way, type Way } from './desk.ts';
import { NONE, placed, type Line } from './faults.ts';
import { Head } from './head.tsx';
import { Import } from './import.tsx';
import { Pieces } from './pieces.tsx';
import { Chart, Segments } from './shown.tsx';

// A file has no more characters than this (docs/protocols.md).
const LONGEST = 65_536;

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={`${line.line}:${line.column}:${line.message}`}>
          <span class="soft">{t('editor.line', { line: line.line, column: line.column })}</span>{' '}
          <span lang="en">
            {line.field === '' ? '' : `${line.field}: `}
            {line.message}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Found({ verdict, fresh }: { verdict: Verdict; fresh: boolean }) {
  const { whole, lines, problem } = verdict;
  return (
    <div class="stack" aria-live="polite">
      {fresh ? null : <p class="soft">{t(begun.value ? 'editor.reading' : 'editor.nameFirst')}</p>}
      {problem === null ? null : <Trouble problem={problem} />}
      {whole === null || !fresh ? null : <Notice tone="good" title={t('editor.right')} />}
      {lines.length === 0 ? null : (
        <Notice tone="warn" title={t('editor.wrong', { n: lines.length })}>
          <Lines lines={lines} />
        </Notice>
      )}
    </div>
  );
}

function Form({ verdict }: { verdict: Verdict }) {
  const faults = verdict.lines.length > 0 && verdict.text === current.value ? placed(verdict.lines, draft.value) : NONE;
  return (
    <div class="stack">
      <Head faults={faults} />
      <Pieces faults={faults} />
    </div>
  );
}

function AsText() {
  return (
    <LongField
      label={t('editor.file')}
      help={t('editor.help.file')}
      value={text.value}
      onValue={(value) => (text.value = value)}
      maxLength={LONGEST}
    />
  );
}

function Keep({ verdict, fresh }: { verdict: Verdict; fresh: boolean }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const keep = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask('add_protocol', { body: { text: current.peek() } });
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    clear();
    go('protocols', answer.value.protocol.id);
  };
  return (
    <>
      <Trouble problem={problem} />
      <div class="row top">
        <Button kind="main" icon="save" busy={busy} why={fresh && verdict.whole ? undefined : t('editor.notYet')} onPress={() => void keep()}>
          {t('editor.keep')}
        </Button>
        <Button kind="quiet" onPress={clear}>
          {t('editor.clear')}
        </Button>
        <Import />
      </div>
    </>
  );
}

/** A protocol to begin from, once. */
function useFrom(place: Place): Problem | null {
  const from = place.query.get('from');
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (from === null) return;
    void ask('protocol', { path: { protocol: from } }).then((answer) => {
      if (answer.ok) like(answer.value);
      else setProblem(answer.problem);
      go('editor');
    });
  }, [from]);
  return problem;
}

function turn(to: Way, verdict: Verdict): void {
  if (to === 'text') toText();
  else toForm(verdict);
}

export function Editor({ place }: { place: Place }) {
  const problem = useFrom(place);
  const verdict = useChecking(begun.value ? current.value : null);
  const fresh = begun.value && verdict.text === current.value;
  const stuck = way.value === 'text' && !fits(verdict);
  return (
    <div class="editor">
      <header>
        <h1>{t('editor.title')}</h1>
        <Trouble problem={problem} />
      </header>
      <Tabs<Way>
        label={t('editor.ways')}
        of={[
          { id: 'form', name: t('editor.form') },
          { id: 'text', name: t('editor.text') },
        ]}
        shown={way.value}
        onShow={(to) => turn(to, verdict)}
      >
        {stuck ? <p class="help">{t('editor.stuck')}</p> : null}
        {way.value === 'form' ? <Form verdict={verdict} /> : <AsText />}
      </Tabs>
      <section class="stack" aria-label={t('editor.result')}>
        <Found verdict={verdict} fresh={fresh} />
        {verdict.whole === null ? null : <Chart whole={verdict.whole} />}
        {verdict.whole === null ? null : <Segments whole={verdict.whole} />}
        <Keep verdict={verdict} fresh={fresh} />
      </section>
    </div>
  );
}
