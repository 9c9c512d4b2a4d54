/** Several sheets in one place; the arrow keys turn them. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { turned } from './turned.ts';
import { useOwnId } from './own_id.ts';

interface Props<T extends string> {
  label: string;
  of: readonly { id: T; name: ComponentChildren }[];
  shown: T;
  onShow: (id: T) => void;
  children: ComponentChildren;
}

export function Tabs<T extends string>({ label, of, shown, onShow, children }: Props<T>) {
  const id = useOwnId();
  const bar = useRef<HTMLDivElement>(null);
  // On a phone they are wider than the screen: the one that is shown is in sight.
  useEffect(() => bar.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [shown]);
  const at = of.findIndex((each) => each.id === shown);
  const turn = (event: KeyboardEvent): void => {
    const next = of[turned(event.key, at, of.length)];
    if (!next || next.id === shown) return;
    event.preventDefault();
    onShow(next.id);
    document.getElementById(`${id}-${next.id}`)?.focus();
  };
  return (
    <div class="stack">
      <div class="tabs" role="tablist" ref={bar} aria-label={label} onKeyDown={turn}>
        {of.map((each) => (
          <button
            type="button"
            role="tab"
            id={`${id}-${each.id}`}
            aria-selected={each.id === shown ? 'true' : 'false'}
            aria-controls={`${id}-sheet`}
            tabIndex={each.id === shown ? 0 : -1}
            onClick={() => onShow(each.id)}
          >
            {each.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-sheet`} aria-labelledby={`${id}-${shown}`} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}
