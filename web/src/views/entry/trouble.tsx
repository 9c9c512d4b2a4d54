import { advice, detail, said } from '../../api/said.ts';
import type { Problem } from '../../api/client.ts';
import { Notice } from '../../parts/notice.tsx';

function Own({ problem }: { problem: Problem }) {
  const own = detail(problem);
  return own === null ? null : (
    <span class="soft" lang={own.lang}>
      {own.text}
    </span>
  );
}

/** Why something was not done and what to do. Its place is there before, so that it is told to whoever cannot see it. */
export function Trouble({ problem }: { problem: Problem | null }) {
  return (
    <div aria-live="assertive">
      {problem === null ? null : (
        <Notice tone="warn" title={said(problem)}>
          {advice(problem)} <Own problem={problem} />
        </Notice>
      )}
    </div>
  );
}
