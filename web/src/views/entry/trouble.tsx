import type { Problem } from '../../api/client.ts';
import { explained } from '../../words/problems.ts';

/** Why something was not done; told at once to whoever cannot see it. */
export function Trouble({ problem }: { problem: Problem | null }) {
  const said = problem === null ? null : explained(problem);
  return (
    <div role="alert" class="trouble">
      {said === null ? null : (
        <>
          <p>
            <strong>{said.what}</strong>
          </p>
          {said.detail === '' ? null : <p class="detail">{said.detail}</p>}
        </>
      )}
    </div>
  );
}
