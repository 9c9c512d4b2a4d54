/** A field to fill in: its label, what helps, and what is wrong with it. */
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../pictures/icons.tsx';
import { useOwnId } from './own_id.ts';

interface Around {
  label: ComponentChildren;
  help?: ComponentChildren;
  /** What is wrong, naming the limit; undefined = nothing. */
  error?: string | undefined;
}

interface Wiring {
  id: string;
  'aria-invalid': 'true' | undefined;
  'aria-describedby': string;
}

function Field({ label, help, error, children }: Around & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useOwnId();
  const wiring: Wiring = {
    id,
    'aria-invalid': error === undefined ? undefined : 'true',
    'aria-describedby': `${id}-help ${id}-error`,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="help" id={`${id}-help`}>
        {help}
      </div>
      <div class="input">{children(wiring)}</div>
      <div id={`${id}-error`} aria-live="polite">
        {error !== undefined && (
          <p class="error">
            <Icon name="warn" size={20} />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

type Input = JSX.IntrinsicElements['input'];

export interface TextProps extends Around {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'password' | 'email' | 'search' | 'date' | 'tel';
  mode?: 'text' | 'decimal' | 'numeric';
  unit?: string | undefined;
  short?: boolean;
  autoComplete?: string;
  maxLength?: number;
  onLeave?: () => void;
}

function inputProps({ type = 'text', mode, short = false, autoComplete = 'off', maxLength }: TextProps): Input {
  return {
    type,
    autoComplete,
    ...(short ? { class: 'short' } : {}),
    ...(mode === undefined ? {} : { inputMode: mode }),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
}

export function TextField(props: TextProps) {
  const { label, help, error, value, onValue, onLeave, unit } = props;
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => (
        <>
          <input
            {...inputProps(props)}
            {...wiring}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
            onBlur={onLeave}
          />
          {unit && <span class="unit">{unit}</span>}
        </>
      )}
    </Field>
  );
}

interface LongProps extends Around {
  value: string;
  onValue: (value: string) => void;
  maxLength?: number;
}

export function LongField({ label, help, error, value, onValue, maxLength }: LongProps) {
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => (
        <textarea
          {...wiring}
          {...(maxLength === undefined ? {} : { maxLength })}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectProps<T extends string> extends Around {
  value: T;
  onValue: (value: T) => void;
  of: readonly { value: T; says: string }[];
}

export function SelectField<T extends string>({ label, help, error, value, onValue, of }: SelectProps<T>) {
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onValue(event.currentTarget.value as T)}>
          {of.map((each) => (
            <option value={each.value} selected={each.value === value}>
              {each.says}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
