/** Measuring one treadmill with nobody on it, step by step; what was noted is kept, and one goes on where one left. */
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { known, treadmill as seen, type Treadmill } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { Steps, type Step as Shown } from '../../parts/steps.tsx';
import { go, href, type Place } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useRead } from '../reading.ts';
import type { Profile } from './able.ts';
import type { Proof, Record } from './proof.ts';
import { SHEETS } from './sheets.tsx';
import { merged, nextStep, noted, stepOf, STEPS, type Body, type Step } from './steps.ts';
import { Faults, Verdict } from './verdict.tsx';

// Places that are no steps: the end of them, and their beginning once more.
const END = 'end';
const ANEW = 'anew';

function progress(now: Step | null, treadmill: string, record: Record | null): readonly Shown[] {
  return STEPS.map((step) => ({
    says: noted(step, record) ? (
      <a href={href('commission', treadmill, step)}>{t(`pairing.step.${step}`)}</a>
    ) : (
      t(`pairing.step.${step}`)
    ),
    state: step === now ? 'now' : noted(step, record) ? 'done' : 'next',
  }));
}

interface NowProps {
  machine: Treadmill;
  profile: Profile;
  record: Record | null;
  step: Step;
}

/** The step that is done now; what it found is kept before the next one comes, which is another place. */
function Now({ machine, profile, record, step }: NowProps) {
  const doing = useDoing();
  const Sheet = SHEETS[step];
  const keep = async (found: Partial<Body>): Promise<void> => {
    const path = { treadmill: machine.id };
    const kept = await doing.run(() => ask('commission', { path, body: merged(record, found) }));
    if (kept) go('commission', machine.id, nextStep(kept.value.record) ?? END);
  };
  return (
    <section class="stack step" data-step={step}>
      <h2>{t(`pairing.step.${step}`)}</h2>
      <Sheet machine={machine} profile={profile} record={record} busy={doing.busy} keep={(found) => void keep(found)} />
      <Against doing={doing} />
    </section>
  );
}

/** All of them were done: what that is worth, and the way to begin once more. */
function End({ proof }: { proof: Proof }) {
  return (
    <section class="stack step" data-step={END}>
      <Verdict proof={proof} treadmill={proof.treadmill} />
      <p class="soft">{t('pairing.anew.says')}</p>
      <LinkButton href={href('commission', proof.treadmill, ANEW)}>{t('pairing.anew.press')}</LinkButton>
    </section>
  );
}

/** `wanted`: the step in the address. Measuring anew begins with nothing noted, and keeps nothing before its first step. */
function Whole({ machine, profile, proof, wanted }: { machine: Treadmill; profile: Profile; proof: Proof; wanted: string | undefined }) {
  const record = wanted === ANEW ? null : proof.record;
  const step = wanted === END ? nextStep(record) : stepOf(wanted, record);
  return (
    <>
      {step !== null && <p class="soft figures">{t('pairing.commission.at', { at: STEPS.indexOf(step) + 1, of: STEPS.length })}</p>}
      {step === null ? <End proof={proof} /> : <Now machine={machine} profile={profile} record={record} step={step} />}
      {record !== null && <Faults proof={proof} />}
      <section class="stack">
        <h2>{t('pairing.commission.steps')}</h2>
        <Steps of={progress(step, machine.id, record)} label={t('pairing.commission.steps')} />
        <p class="soft">{t('pairing.commission.leave')}</p>
      </section>
    </>
  );
}

function Machine({ machine, wanted }: { machine: Treadmill; wanted: string | undefined }) {
  const path = { treadmill: machine.id };
  const proof = useRead(() => ask('commissioning', { path }), machine.id);
  const profile = useRead(() => ask('profile', { path }), `${machine.id} ${machine.link === 'linked'}`);
  const problem = proof.problem ?? profile.problem;
  return (
    <div class="pairing">
      <h1>{t('pairing.commission.of', { name: machine.label })}</h1>
      {problem && <Failed why={said(problem)} retry={() => void (proof.again(), profile.again())} />}
      {!problem && !(proof.value && profile.value) && <Loading />}
      {proof.value && profile.value && (
        <Whole machine={machine} profile={profile.value} proof={proof.value} wanted={wanted} />
      )}
      <LinkButton kind="quiet" icon="back" href={href('treadmill', machine.id)}>
        {t('pairing.commission.back', { name: machine.label })}
      </LinkButton>
    </div>
  );
}

export function Commission({ place }: { place: Place }) {
  const machine = seen(place.params['treadmill'] ?? '').value;
  if (machine !== undefined) return <Machine key={machine.id} machine={machine} wanted={place.params['step']} />;
  return (
    <>
      <h1>{t('pairing.commission.title')}</h1>
      {known.value ? <Empty title={t('pairing.sheet.gone')} /> : <Loading />}
    </>
  );
}
