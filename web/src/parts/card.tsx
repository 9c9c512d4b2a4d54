/** A thing among others, with a heading of its own. */
import type { ComponentChildren } from 'preact';
import { useOwnId } from './own_id.ts';

interface Props {
  title: ComponentChildren;
  children: ComponentChildren;
  /** Beside the heading: how it stands. */
  aside?: ComponentChildren;
  mark?: 'chosen' | 'alarmed' | undefined;
  level?: 2 | 3;
}

export function Card({ title, children, aside, mark, level = 2 }: Props) {
  const id = useOwnId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <article class={mark ? `card ${mark}` : 'card'} aria-labelledby={id}>
      <header>
        <Heading id={id}>{title}</Heading>
        {aside}
      </header>
      {children}
    </article>
  );
}
