/** How the person is: the questions that are open, and how they come to this walk. Nothing is answered in advance. */
import { useState } from 'preact/hooks';
import { ask, type Answer, type Schema } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { Choices, Scale, Tick } from '../../parts/choice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { find, language, t, told } from '../../words/words.ts';
import { useRead, type Read } from '../reading.ts';
import { once, underWay } from '../walker/commands.ts';
import { Beside } from './beside.tsx';
import { choice, choose, TICKED, type Said } from './choice.ts';
import { Forth } from './forth.tsx';

export type Standing = Answer<'screening'>;
type Question = Schema<'QuestionView'>;
type Answers = Readonly<Record<string, boolean>>;

/** A question in the reader's language; one that was added since is asked as the gateway asks it. */
function asks(question: Question): string {
  return find(`start.health.asks.${question.id}`, language.value) ?? question.asks;
}

/** What an answer means, in the reader's language: the gateway's own sentence names the question. */
function means(reason: string, questions: readonly Question[]): string {
  const id = questions.find((each) => each.means === reason)?.id;
  return (id === undefined ? undefined : find(`start.health.means.${id}`, language.value)) ?? reason;
}

interface AskProps {
  open: readonly Question[];
  answers: Answers;
  onAnswer: (id: string, answer: boolean) => void;
}

function Questions({ open, answers, onAnswer }: AskProps) {
  const chosen = (id: string): 'yes' | 'no' | null => {
    const answer = answers[id];
    return answer === undefined ? null : answer ? 'yes' : 'no';
  };
  return (
    <div class="questions">
      {open.map((each) => (
        <Choices
          key={each.id}
          legend={asks(each)}
          of={[
            { value: 'no', says: t('start.no') },
            { value: 'yes', says: t('start.yes') },
          ]}
          chosen={chosen(each.id)}
          onChoose={(answer) => onAnswer(each.id, answer === 'yes')}
        />
      ))}
    </div>
  );
}

function Verdict({ standing, questions }: { standing: Standing; questions: readonly Question[] }) {
  if (standing.verdict === 'ask') return null;
  const good = standing.verdict === 'may_walk';
  return (
    <Notice tone={good ? 'good' : 'warn'} title={told('start.health.verdict', standing.verdict)}>
      {standing.reasons.map((reason) => (
        <p key={reason}>{means(reason, questions)}</p>
      ))}
    </Notice>
  );
}

function Today() {
  const { pain, dizzy, said: ticked } = choice.value;
  const tick = (each: Said, on: boolean): void =>
    choose({ said: new Set(on ? [...ticked, each] : [...ticked].filter((other) => other !== each)) });
  return (
    <div class="today">
      <Scale
        legend={t('start.health.pain')}
        least={t('start.health.pain_least')}
        most={t('start.health.pain_most')}
        chosen={pain}
        onChoose={(value) => choose({ pain: value })}
      />
      <Choices
        legend={t('start.health.dizzy')}
        of={[
          { value: 'no', says: t('start.no') },
          { value: 'yes', says: t('start.yes') },
        ]}
        chosen={dizzy === null ? null : dizzy ? 'yes' : 'no'}
        onChoose={(answer) => choose({ dizzy: answer === 'yes' })}
      />
      <fieldset class="group">
        <legend>{t('start.health.said')}</legend>
        {TICKED.map((each) => (
          <Tick key={each} says={told('start.health.comes', each)} ticked={ticked.has(each)} onTick={(on) => tick(each, on)} />
        ))}
      </fieldset>
      <Beside />
    </div>
  );
}

/** Verdicts a walk can follow, alone or with somebody beside. */
const WALKS: ReadonlySet<string> = new Set(['may_walk', 'with_somebody']);

/** Answers, told once; how the screening stands after them, or null. */
async function sent(person: string, answers: Answers): Promise<Standing | null> {
  let standing: Standing | null = null;
  await once('screening', async () => {
    const answer = await ask('answer_screening', { path: { person }, body: { answers } });
    if (answer.ok) standing = answer.value;
    return answer;
  });
  return standing;
}

/** What is still open here, as a sentence; undefined = nothing. */
function missing(open: number): string | undefined {
  const { pain, dizzy, supervisor } = choice.value;
  if (open > 0) return t('start.health.open', { open });
  return pain === null || dizzy === null || supervisor === null ? t('start.health.today_open') : undefined;
}

/** Why the answers stand against any walk; undefined = they do not. */
function stands({ verdict }: Standing): string | undefined {
  return verdict === 'ask' || WALKS.has(verdict) ? undefined : t('start.health.not_now');
}

export function Health({ standing }: { standing: Read<Standing | null> }) {
  const questions = useRead(() => ask('questions', {}), 'questions');
  const [answers, setAnswers] = useState<Answers>({});
  const { person } = choice.value;
  const problem = standing.problem ?? questions.problem;
  if (problem !== null) return <Failed why={said(problem)} retry={standing.again} />;
  if (standing.value === null || questions.value === null || person === null) return <Loading />;
  const wanted = standing.value.ask;
  const open = questions.value.filter((each) => wanted.includes(each.id));
  const unanswered = open.filter((each) => answers[each.id] === undefined).length;
  const send = async (): Promise<boolean> => {
    if (open.length === 0) return true;
    const given = Object.fromEntries(open.map((each) => [each.id, answers[each.id] ?? false]));
    const now = await sent(person, given);
    if (now !== null) standing.put(now);
    return now !== null && WALKS.has(now.verdict);
  };
  return (
    <section aria-label={t('start.step.health')}>
      <Questions open={open} answers={answers} onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })} />
      <Today />
      <Verdict standing={standing.value} questions={questions.value} />
      <Forth step="health" why={missing(unanswered) ?? stands(standing.value)} busy={underWay.value.has('screening')} onForth={send} />
    </section>
  );
}
