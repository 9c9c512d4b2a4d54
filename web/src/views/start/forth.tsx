/** The way on and the way back, at the foot of every step. */
import { Button, LinkButton } from '../../parts/button.tsx';
import { go, href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { choice, STEPS, type Step } from './choice.ts';

interface Props {
  step: Step;
  /** What is still to be done here; undefined = nothing. */
  why?: string | undefined;
  busy?: boolean;
  /** Done first; false = it stays here. */
  onForth?: () => boolean | Promise<boolean>;
}

/** The place of a step. */
export function placeOf(step: Step | undefined): string[] {
  const { treadmill } = choice.peek();
  return treadmill === null || step === 'treadmill' || step === undefined ? ['start'] : ['start', treadmill, step];
}

export function Forth({ step, why, busy = false, onForth }: Props) {
  const at = STEPS.indexOf(step);
  const forth = async (): Promise<void> => {
    if ((await onForth?.()) === false) return;
    go(...placeOf(STEPS[at + 1]));
  };
  return (
    <div class="forth">
      {at === 0 ? null : (
        <LinkButton href={href(...placeOf(STEPS[at - 1]))} kind="quiet" icon="back">
          {t('start.back')}
        </LinkButton>
      )}
      <Button kind="main" why={why} busy={busy} onPress={() => void forth()}>
        {t('start.forth')}
      </Button>
    </div>
  );
}
