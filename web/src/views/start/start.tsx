/** Beginning a walk, step by step: treadmill, person, health, protocol, a look at it. Nothing moves here. */
import { ask } from '../../api/client.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { treadmill as seen } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Loading } from '../../parts/states.tsx';
import { Steps, type Step as Shown } from '../../parts/steps.tsx';
import { href, type Place } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { useRead, type Read } from '../reading.ts';
import { Refusal, useOwnRefusals } from '../walker/refusal.tsx';
import { choice, choose, forget, STEPS, stepOf, type Step } from './choice.ts';
import { Health, type Standing } from './health.tsx';
import { Look } from './look.tsx';
import { Person } from './person.tsx';
import { Protocol } from './protocol.tsx';
import { Machine } from './machine.tsx';
import { whyNot } from './vacant.ts';

function progress(now: Step): readonly Shown[] {
  const at = STEPS.indexOf(now);
  return STEPS.map((step, index) => ({
    says: t(`start.step.${step}`),
    state: index < at ? 'done' : index === at ? 'now' : 'next',
  }));
}

/** How the chosen person's screening stands; nothing is read before somebody is chosen. */
function useStanding(person: string | null): Read<Standing | null> {
  return useRead<Standing | null>(
    async () => (person === null ? { ok: true, value: null, version: null } : ask('screening', { path: { person } })),
    person ?? '',
  );
}

/** The address says which treadmill; going there chooses it. Without a step it begins anew, as after a walk that was begun with what was chosen. */
function follow(treadmill: string | undefined, wanted: string | undefined): void {
  if (wanted === undefined && choice.peek().begun) forget();
  if (treadmill !== undefined && treadmill !== choice.peek().treadmill) choose({ treadmill });
}

/** What is seen in the view of a treadmill, and not here. */
const THERE: ReadonlySet<string> = new Set(['latched', 'taken']);

/** The way to a walk or a latch that was there when the step came, as for whoever goes back from it. What comes later moves nothing here: the last look tells it. */
function There({ id }: { id: string }) {
  const machine = seen(id).value;
  const free = useRef<boolean | undefined>(undefined);
  if (machine === undefined) return null;
  const why = whyNot(machine).find((each) => THERE.has(each));
  free.current ??= why === undefined;
  if (free.current || why === undefined) return null;
  const open = (
    <LinkButton kind="main" href={href('walk', id)}>
      {t('start.machine.open', { treadmill: machine.label })}
    </LinkButton>
  );
  return <Notice tone="warn" title={told('start.machine.why', why)} action={open} />;
}

/** The step an address without one begins at; null while that is not known yet. Where treadmills look alike, it is the treadmill. */
function useFirst(treadmill: string | undefined): Step | null {
  const site = useRead(() => ask('site', {}), 'site');
  if (treadmill === undefined) return 'treadmill';
  if (site.value === null && site.problem === null) return null;
  return site.value?.presence === true ? 'treadmill' : 'person';
}

/** An address ahead of what is chosen, as after a reload, is set right: else the first choice would leap over the steps between. */
function useTrueAddress(treadmill: string | undefined, wanted: string | undefined, step: Step | null): void {
  const ahead = step === 'person' && treadmill !== undefined && wanted !== undefined && wanted !== step;
  useEffect(() => {
    if (ahead) location.replace(href('start', treadmill, step));
  }, [ahead, treadmill, step]);
}

const VIEWS: Readonly<Record<Step, (props: { standing: Read<Standing | null> }) => ComponentChildren>> = {
  treadmill: () => <Machine />,
  person: () => <Person />,
  health: ({ standing }) => <Health standing={standing} />,
  protocol: () => <Protocol />,
  look: () => <Look />,
};

export function Start({ place }: { place: Place }) {
  const { treadmill, step: wanted } = place.params;
  follow(treadmill, wanted);
  useOwnRefusals('start');
  const standing = useStanding(choice.value.person);
  const screened = standing.value !== null && standing.value.ask.length === 0;
  const first = useFirst(treadmill);
  const begins = treadmill === undefined ? first : (wanted ?? first);
  const step = begins === null ? null : stepOf(begins, choice.value, screened);
  useTrueAddress(treadmill, wanted, step);
  if (step === null) return <Loading />;
  const View = VIEWS[step];
  return (
    <div class="start" data-step={step}>
      <h1>{t('start.title')}</h1>
      <Steps of={progress(step)} label={t('start.steps')} />
      {step === 'treadmill' || treadmill === undefined ? null : <There id={treadmill} />}
      <Refusal />
      <View standing={standing} />
    </div>
  );
}
