/** Which treadmill: those that can be walked on, and why not for the rest. */
import { useState } from 'preact/hooks';
import { known, treadmills, type Treadmill } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Choices, type Choice as Shown } from '../../parts/choice.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, Loading } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t, told } from '../../words/words.ts';
import { useSite } from '../site.ts';
import { choice, choose } from './choice.ts';
import { Forth } from './forth.tsx';
import { whyNot } from './vacant.ts';

function shown(machine: Treadmill): Shown<string> {
  return {
    value: machine.id,
    says: machine.label,
    more: [machine.name, told('belt', machine.belt)].filter(Boolean).join(' · '),
    whyNot: whyNot(machine).map((why) => told('start.machine.why', why)),
  };
}

/** In a gym treadmills look alike: what stands on this very one is typed, and a key on its console is pressed later. */
function Identity() {
  const site = useSite();
  if (site?.presence !== true) return null;
  return (
    <>
      <Notice title={t('start.machine.presence')} />
      <TextField
        label={t('start.machine.label')}
        help={t('start.machine.label_help')}
        value={choice.value.label}
        onValue={(label) => choose({ label })}
        maxLength={32}
      />
    </>
  );
}

/** A treadmill that waits for a reset is reset in its own view. */
function Latched({ all }: { all: readonly Treadmill[] }) {
  return (
    <>
      {all
        .filter((each) => each.latched !== null)
        .map((each) => (
          <LinkButton key={each.id} href={href('walk', each.id)}>
            {t('start.machine.open', { treadmill: each.label })}
          </LinkButton>
        ))}
    </>
  );
}

export function Machine() {
  const [tried, setTried] = useState(false);
  const all = treadmills.value;
  if (!known.value) return <Loading />;
  if (all.length === 0) return <Empty title={t('start.machine.none')}>{t('start.machine.none_do')}</Empty>;
  const { treadmill } = choice.value;
  const here = all.find((each) => each.id === treadmill);
  const why = here === undefined ? t('start.machine.choose') : whyNot(here).map((each) => told('start.machine.why', each))[0];
  const onForth = (): boolean => {
    setTried(true);
    return why === undefined;
  };
  return (
    <section aria-label={t('start.step.treadmill')}>
      <Choices
        legend={t('start.machine.legend')}
        of={all.map(shown)}
        chosen={treadmill}
        onChoose={(chosen) => choose({ treadmill: chosen })}
      />
      <Latched all={all} />
      <Identity />
      <Forth step="treadmill" why={tried || here === undefined ? why : undefined} onForth={onForth} />
    </section>
  );
}
