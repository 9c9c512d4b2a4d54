// Which keys press STOP: Escape everywhere; Space everywhere but where somebody types.

const TYPED = new Set(['text', 'search', 'email', 'url', 'tel', 'password', 'number']);

interface Typed {
  readonly tagName?: string;
  readonly type?: string;
  readonly isContentEditable?: boolean;
}

/** Whether a blank is a blank here. */
export function types(target: Typed | null): boolean {
  if (target?.isContentEditable) return true;
  if (target?.tagName === 'TEXTAREA') return true;
  return target?.tagName === 'INPUT' && TYPED.has(target.type ?? 'text');
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

/** Whether this key, pressed there, is STOP. */
export function stops(event: Key, target: Typed | null): boolean {
  if (event.key === 'Escape') return true;
  const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
  return event.key === ' ' && plain && !types(target);
}

/** Space is STOP, so Enter does what Space does elsewhere: it ticks what can be ticked. */
export function ticks(event: Key, target: Typed | null): boolean {
  const kind = target?.tagName === 'INPUT' ? target.type : '';
  return event.key === 'Enter' && (kind === 'checkbox' || kind === 'radio');
}
