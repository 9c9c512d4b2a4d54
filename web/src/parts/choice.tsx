/**
 * Things to choose from and to tick.
 *
 * Space is STOP's on every view, so what is ticked and chosen here takes Enter as well.
 */
import type { ComponentChildren } from 'preact';
import { useOwnId } from './own_id.ts';

function chooseByEnter(event: KeyboardEvent): void {
  // STOP's own keys do the same for whatever can be ticked; twice would be not at all.
  if (event.defaultPrevented || event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  event.target.click();
}

export interface Choice<T extends string> {
  value: T;
  says: ComponentChildren;
  more?: ComponentChildren;
  /** Why it may not be chosen, one reason each; it can be read and focused all the same. */
  whyNot?: readonly string[];
}

interface ChoicesProps<T extends string> {
  legend: ComponentChildren;
  help?: ComponentChildren;
  of: readonly Choice<T>[];
  chosen: T | null;
  onChoose: (value: T) => void;
}

export function Choices<T extends string>({ legend, help, of, chosen, onChoose }: ChoicesProps<T>) {
  const id = useOwnId();
  return (
    <fieldset class="group">
      <legend>{legend}</legend>
      {help && <p class="help">{help}</p>}
      {of.map((each) => (
        <OneChoice key={each.value} name={id} of={each} chosen={each.value === chosen} onChoose={onChoose} />
      ))}
    </fieldset>
  );
}

interface OneProps<T extends string> {
  name: string;
  of: Choice<T>;
  chosen: boolean;
  onChoose: (value: T) => void;
}

function OneChoice<T extends string>({ name, of, chosen, onChoose }: OneProps<T>) {
  const id = useOwnId();
  const refused = (of.whyNot?.length ?? 0) > 0;
  const choose = (event: Event): void => {
    if (refused) event.preventDefault();
    else onChoose(of.value);
  };
  return (
    <label class={refused ? 'choice refused' : 'choice'}>
      <input
        type="radio"
        name={name}
        checked={chosen}
        aria-disabled={refused ? 'true' : undefined}
        aria-describedby={id}
        onClick={choose}
        onKeyDown={chooseByEnter}
      />
      <span class="says">{of.says}</span>
      <span class="more" id={id}>
        {of.more}
        {of.whyNot?.map((why) => <span class="error">{why}</span>)}
      </span>
    </label>
  );
}

interface TickProps {
  says: ComponentChildren;
  more?: ComponentChildren;
  ticked: boolean;
  onTick: (ticked: boolean) => void;
}

export function Tick({ says, more, ticked, onTick }: TickProps) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={ticked}
        onChange={(event) => onTick(event.currentTarget.checked)}
        onKeyDown={chooseByEnter}
      />
      <span class="says">{says}</span>
      {more && <span class="more">{more}</span>}
    </label>
  );
}

interface ScaleProps {
  legend: ComponentChildren;
  help?: ComponentChildren;
  /** What 0 and 10 mean. */
  least: string;
  most: string;
  chosen: number | null;
  onChoose: (value: number) => void;
}

// Pain, effort and confidence are told from 0 to 10.
const FROM_0_TO_10 = Array.from({ length: 11 }, (_, value) => value);

export function Scale({ legend, help, least, most, chosen, onChoose }: ScaleProps) {
  const id = useOwnId();
  return (
    <fieldset class="group">
      <legend>{legend}</legend>
      {help && <p class="help">{help}</p>}
      <div class="scale">
        {FROM_0_TO_10.map((value) => (
          <label>
            <input
              type="radio"
              name={id}
              checked={value === chosen}
              onClick={() => onChoose(value)}
              onKeyDown={chooseByEnter}
            />
            <span>{value}</span>
          </label>
        ))}
      </div>
      <div class="scale-ends">
        <span>0 = {least}</span>
        <span>10 = {most}</span>
      </div>
    </fieldset>
  );
}
