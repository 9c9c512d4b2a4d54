import { advice, detail, said } from '../../api/said.ts';
import type { Problem } from '../../api/client.ts';

/** Why something was not done and what to do; told at once to whoever cannot see it. */
export function Trouble({ problem }: { problem: Problem | null }) {
  return (
    <div role="alert" class="trouble">
      {problem === null ? null : (
        <>
          <p>
            <strong>{said(problem)}</strong> {advice(problem)}
          </p>
          {detail(problem) === '' ? null : <p class="detail">{detail(problem)}</p>}
        </>
      )}
    </div>
  );
}
