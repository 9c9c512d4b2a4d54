/** Figures as they are read: a name, the value, its unit. */
import type { ComponentChildren } from 'preact';

interface Props {
  name: ComponentChildren;
  value: ComponentChildren;
  unit?: string | undefined;
  note?: ComponentChildren;
  /** Not fresh any more: shown as such. */
  old?: boolean;
}

export function Figure({ name, value, unit, note, old = false }: Props) {
  return (
    <div class="figure">
      <span class="name">{name}</span>
      <span class="value">
        <span class={old ? 'old' : undefined}>{value}</span>
        {unit && <span class="unit">{unit}</span>}
      </span>
      {note && <span class="note">{note}</span>}
    </div>
  );
}

/** Names and what belongs to them; pairs without a value are left out. */
export function Facts({ of }: { of: readonly (readonly [ComponentChildren, ComponentChildren])[] }) {
  const told = of.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return (
    <dl class="facts">
      {told.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'alarm';

/** A word that says how something stands. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}
