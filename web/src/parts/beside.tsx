/**
 * Something shown beside the page instead of in it: over its row of the screen, never over that of STOP.
 *
 * What is shown lives in an element of its own, next to #page in the body.
 */
import { render, type ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

// How many cover the page now: it takes part again when the last one is gone.
let covering = 0;

function cover(by: 1 | -1): void {
  covering += by;
  const page = document.getElementById('page');
  if (page) page.inert = covering > 0;
}

interface Props {
  children: ComponentChildren;
  name: string;
  /** The page behind takes no press and no focus while it is there. */
  covers?: boolean;
}

export function Beside({ children, name, covers = false }: Props) {
  const host = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const made = document.createElement('div');
    made.className = name;
    host.current = made;
    document.body.append(made);
    if (covers) cover(1);
    return () => {
      if (covers) cover(-1);
      render(null, made);
      made.remove();
    };
  }, [name, covers]);
  useLayoutEffect(() => {
    if (host.current) render(<>{children}</>, host.current);
  });
  return null;
}
