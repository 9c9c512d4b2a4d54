/** Something to press. A button that may not be pressed stays where it is and says why. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../pictures/icons.tsx';
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
  large?: boolean;
  wide?: boolean;
  type?: 'button' | 'submit';
}

function classes({ kind = 'plain', large = false, wide = false }: Props): string {
  return ['button', kind, large && 'large', wide && 'wide'].filter(Boolean).join(' ');
}

export function Button(props: Props) {
  const { children, onPress, icon, why, busy = false, type = 'button' } = props;
  const reason = useOwnId();
  const idle = why === undefined && !busy;
  const press = (event: Event): void => {
    if (!idle) event.preventDefault();
    else onPress?.();
  };
  return (
    <div class="pressing">
      <button
        type={type}
        class={classes(props)}
        aria-disabled={why === undefined ? undefined : 'true'}
        aria-busy={busy ? 'true' : undefined}
        aria-describedby={why === undefined ? undefined : reason}
        onClick={press}
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
