/** Something to press. A button that may not be pressed stays where it is and says why. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from '../pictures/icons.tsx';
import { OnePress } from './one_press.ts';
import { useOwnId } from './own_id.ts';

export type ButtonKind = 'main' | 'plain' | 'quiet' | 'serious';

interface Props {
  children: ComponentChildren;
  onPress?: (() => void) | undefined;
  kind?: ButtonKind;
  icon?: IconName;
  /** Why it may not be pressed now; undefined = it may. */
  why?: string | undefined;
  /** What was asked is under way: a second press does nothing. */
  busy?: boolean;
  /** It acts when a finger goes down, not when it leaves: for what stops. */
  atOnce?: boolean;
  large?: boolean;
  wide?: boolean;
  type?: 'button' | 'submit';
}

function classes({ kind = 'plain', large = false, wide = false, atOnce = false }: Props): string {
  return ['button', kind, large && 'large', wide && 'wide', atOnce && 'at-once'].filter(Boolean).join(' ');
}

/** What is listened to: a click, and before it the finger, where that counts. */
function useListening(atOnce: boolean, press: (event: Event) => void) {
  const { current: one } = useRef(new OnePress());
  const onClick = (event: MouseEvent): void => {
    if (one.click(event.detail)) press(event);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    one.down();
    press(event);
  };
  return atOnce ? { onClick, onPointerDown, onPointerCancel: () => one.off() } : { onClick };
}

export function Button(props: Props) {
  const { children, onPress, icon, why, busy = false, type = 'button', atOnce = false } = props;
  const reason = useOwnId();
  const idle = why === undefined && !busy;
  const press = (event: Event): void => {
    if (!idle) event.preventDefault();
    else onPress?.();
  };
  const listening = useListening(atOnce, press);
  return (
    <div class="pressing">
      <button
        type={type}
        class={classes(props)}
        aria-disabled={why === undefined ? undefined : 'true'}
        aria-busy={busy ? 'true' : undefined}
        aria-describedby={why === undefined ? undefined : reason}
        {...listening}
      >
        {icon && <Icon name={icon} />}
        {children}
      </button>
      {why !== undefined && (
        <p class="soft small" id={reason}>
          {why}
        </p>
      )}
    </div>
  );
}

interface Place {
  href: string;
  download?: string;
}

/** A way to another view, drawn like a button. href: relative, such as "#/floor"; download: kept under this name. */
export function LinkButton(props: Pick<Props, 'children' | 'icon' | 'kind' | 'large' | 'wide'> & Place) {
  return (
    <a class={classes(props)} href={props.href} download={props.download}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </a>
  );
}
