/** A field for a quantity: speed in the reader's unit, inclination, or a count. Out of its limits it says them. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { typed } from '../units/figures.ts';
import { inclinationFigure, inclinationTyped } from '../units/inclination.ts';
import { minutesText, secondsTyped } from '../units/minutes.ts';
import { speedUnit } from '../units/shown.ts';
import { speedFigure, speedTyped } from '../units/speed.ts';
import { language, t } from '../words/words.ts';
import { TextField } from './field.tsx';
import { checked, type Checked, type Limits, type Quantity } from './limits.ts';

interface Props extends Limits {
  label: ComponentChildren;
  help?: ComponentChildren;
  /** Steps; null = empty. */
  value: number | null;
  /** Steps that can be taken, or null while what stands there cannot. */
  onValue: (steps: number | null) => void;
}

function wrong(found: Checked, unit: string): string | undefined {
  if (found.ok) return undefined;
  if (found.fault === 'number') return t('parts.number');
  return t('parts.limits', { least: found.least, most: found.most, unit });
}

function QuantityField(props: Props & { quantity: Quantity; unit: string }) {
  const { label, help, value, onValue, quantity, unit } = props;
  // What is being typed is kept as it stands: a field that rewrites itself while one types cannot be filled in.
  const [text, setText] = useState(value === null ? '' : quantity.write(value));
  const [left, setLeft] = useState(false);
  const found = checked(text, quantity, props);
  const take = (next: string): void => {
    setText(next);
    const meant = checked(next, quantity, props);
    onValue(meant.ok ? meant.steps : null);
  };
  return (
    <TextField
      label={label}
      help={help}
      error={left && text !== '' ? wrong(found, unit) : undefined}
      value={text}
      onValue={take}
      onLeave={() => setLeft(true)}
      mode="decimal"
      unit={unit}
      short
    />
  );
}

/** Steps of 0.01 km/h. */
export function SpeedField(props: Props) {
  const unit = speedUnit.value;
  const quantity = {
    read: (text: string) => speedTyped(text, unit),
    write: (steps: number) => speedFigure(steps, unit, language.value),
  };
  return <QuantityField key={unit} {...props} quantity={quantity} unit={unit} />;
}

/** Steps of 0.1 %. */
export function InclinationField(props: Props) {
  const quantity = {
    read: inclinationTyped,
    write: (steps: number) => inclinationFigure(steps, language.value),
  };
  return <QuantityField {...props} quantity={quantity} unit="%" />;
}

/** Seconds, written and typed as minutes. */
export function MinutesField(props: Props) {
  const write = (seconds: number): string => minutesText(seconds, language.value);
  return <QuantityField {...props} quantity={{ read: secondsTyped, write }} unit="min" />;
}

function whole(text: string): number | null {
  const value = typed(text);
  return value !== null && Number.isInteger(value) ? value : null;
}

/** A whole number of something. */
export function CountField(props: Props & { unit?: string }) {
  return <QuantityField {...props} quantity={{ read: whole, write: String }} unit={props.unit ?? ''} />;
}
