/**
 * A question that comes first. It covers the page, and neither covers nor disables STOP.
 *
 * So it is no modal dialog of the browser, which would shut STOP out; the page behind is inert instead, and the
 * focus goes round between STOP and the dialog. Escape is STOP's, too: a dialog is left by its buttons.
 */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../words/words.ts';
import { Beside } from './beside.tsx';
import { Button } from './button.tsx';
import { useOwnId } from './own_id.ts';
import { makeRoom } from './toast.tsx';

interface Props {
  title: ComponentChildren;
  children: ComponentChildren;
  /** The buttons, the one that goes on last. */
  actions?: ComponentChildren;
  onClose: () => void;
}

/** What is longer than its place can be scrolled with the keyboard as well: the focus comes to it, and only then. */
function useReached(body: RefObject<HTMLDivElement>): void {
  useLayoutEffect(() => {
    const of = body.current;
    if (of === null) return undefined;
    const look = (): void => {
      if (of.scrollHeight > of.clientHeight) of.tabIndex = 0;
      else of.removeAttribute('tabindex');
    };
    const sizes = new ResizeObserver(look);
    for (const each of [of, ...of.children]) sizes.observe(each);
    return () => sizes.disconnect();
  });
}

function Sheet({ title, children, actions, onClose }: Props) {
  const id = useOwnId();
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useReached(body);
  useLayoutEffect(() => {
    makeRoom();
    const before = document.activeElement;
    heading.current?.focus();
    // Where one was is where one goes on, unless it is gone.
    return () => queueMicrotask(() => before instanceof HTMLElement && before.isConnected && before.focus());
  }, []);
  return (
    <div class="dialog" role="dialog" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <div class="body" ref={body}>
        {children}
      </div>
      <footer>
        <Button kind="quiet" onPress={onClose}>
          {t('parts.close')}
        </Button>
        {actions}
      </footer>
    </div>
  );
}

export function Dialog(props: Props) {
  return (
    <Beside name="over" covers>
      <Sheet {...props} />
    </Beside>
  );
}
