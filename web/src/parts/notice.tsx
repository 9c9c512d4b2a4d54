/** Something to know, and what to do about it. An alarm speaks up; the rest waits to be read. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../pictures/icons.tsx';

export type NoticeTone = 'plain' | 'good' | 'warn' | 'alarm';

const ICONS: Readonly<Record<NoticeTone, IconName>> = { plain: 'info', good: 'check', warn: 'warn', alarm: 'warn' };

interface Props {
  tone?: NoticeTone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function Notice({ tone = 'plain', title, children, action }: Props) {
  return (
    <div class={`notice ${tone}`} role={tone === 'alarm' ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      {title && <p class="title">{title}</p>}
      {children && <div class="body">{children}</div>}
      {action}
    </div>
  );
}
