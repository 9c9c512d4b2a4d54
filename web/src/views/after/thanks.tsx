/** What was told is kept. It takes the place of a form, so the focus and the top of the page go there. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Notice } from '../../parts/notice.tsx';

export function Thanks({ children }: { children: ComponentChildren }) {
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => {
    at.current?.focus({ preventScroll: true });
    document.getElementById('page')?.scrollTo(0, 0);
  }, []);
  return (
    <div class="thanks" role="status" tabIndex={-1} ref={at}>
      <Notice tone="good" title={children} />
    </div>
  );
}
