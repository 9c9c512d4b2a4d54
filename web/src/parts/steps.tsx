/** What is done one after the other, and where one is in it. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../pictures/icons.tsx';
import { t } from '../words/words.ts';

export type StepState = 'done' | 'now' | 'next' | 'failed';
export interface Step {
  says: ComponentChildren;
  state: StepState;
  more?: ComponentChildren;
}

function Mark({ state, number }: { state: StepState; number: number }) {
  if (state === 'done') return <Icon name="check" size={18} />;
  return state === 'failed' ? <Icon name="close" size={18} /> : <>{number}</>;
}

export function Steps({ of, label }: { of: readonly Step[]; label: string }) {
  return (
    <ol class="steps" aria-label={label}>
      {of.map(({ says, state, more }, index) => (
        <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span class="mark" aria-hidden="true">
            <Mark state={state} number={index + 1} />
          </span>
          <span class="says">
            {says}
            <span class="unseen"> {t(`parts.step.${state}`)}</span>
          </span>
          {more && <div class="more">{more}</div>}
        </li>
      ))}
    </ol>
  );
}
