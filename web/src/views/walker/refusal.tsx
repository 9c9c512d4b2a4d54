/** What was pressed and not done: why, and what to do. It stays until the next press. */
import { useEffect } from 'preact/hooks';
import { advice, detail, said } from '../../api/said.ts';
import type { Problem } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';
import { refused } from './commands.ts';

/** A refusal in words. */
export function Why({ problem }: { problem: Problem }) {
  const own = detail(problem);
  return (
    <>
      <p>{advice(problem)}</p>
      {own === null ? null : (
        <p class="small soft" lang={own.lang}>
          {own.text}
        </p>
      )}
    </>
  );
}

/** What was refused at one place is of no account at another: it goes with the view. */
export function useOwnRefusals(place: string): void {
  useEffect(() => () => void (refused.value = null), [place]);
}

export function Refusal() {
  const last = refused.value;
  return (
    <div class="refusal" role="alert">
      {last === null ? null : (
        <Notice
          tone="warn"
          title={said(last.problem)}
          action={
            <Button kind="quiet" onPress={() => void (refused.value = null)}>
              {t('parts.close')}
            </Button>
          }
        >
          <Why problem={last.problem} />
        </Notice>
      )}
    </div>
  );
}
