/** An id that nothing else in the document has. Preact's own counts from zero again in every dialog and toast. */
import { useState } from 'preact/hooks';

let last = 0;

export function useOwnId(): string {
  const [id] = useState(() => {
    last += 1;
    return `own-${last}`;
  });
  return id;
}
