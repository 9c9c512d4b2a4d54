/** Short news at the lower edge of the page, read aloud as it comes. Nothing that must be acted on is told here. */
import { signal } from '@preact/signals';
import { t } from '../words/words.ts';
import { Beside } from './beside.tsx';
import { Button } from './button.tsx';
import { added, pressing, without, type Toast } from './toasts.ts';

const toasts = signal<readonly Toast[]>([]);
// Long enough to read two lines twice.
const SHOWN_MS = 8_000;
let last = 0;

/** Tell something; urgent news interrupts a screen reader and stays until it is put away. */
export function tell(text: string, urgent = false): void {
  last += 1;
  const id = last;
  toasts.value = added(toasts.value, { id, text, urgent });
  if (!urgent) setTimeout(() => putAway(id), SHOWN_MS);
}

/** Make room for a question: news that is not urgent goes, it would lie over what is pressed there. */
export function makeRoom(): void {
  toasts.value = pressing(toasts.value);
}

function putAway(id: number): void {
  toasts.value = without(toasts.value, id);
}

function Shown({ of, urgent }: { of: readonly Toast[]; urgent: boolean }) {
  return (
    <div role={urgent ? 'alert' : 'status'} class="stack tight">
      {of
        .filter((each) => each.urgent === urgent)
        .map(({ id, text }) => (
          <div class="toast" key={id}>
            <span>{text}</span>
            <Button kind="quiet" onPress={() => putAway(id)}>
              {t('parts.close')}
            </Button>
          </div>
        ))}
    </div>
  );
}

/** Where they appear; once, in the shell. */
export function Toasts() {
  const shown = toasts.value;
  return (
    <Beside name="toasts">
      <Shown of={shown} urgent={false} />
      <Shown of={shown} urgent={true} />
    </Beside>
  );
}
