/** What was chosen for a walk so far, and which step comes next. Nothing is chosen in advance. */
import { signal } from '@preact/signals';
import type { Schema } from '../../api/client.ts';

export const STEPS = ['treadmill', 'person', 'health', 'protocol', 'look'] as const;
export type Step = (typeof STEPS)[number];

/** What makes this walk gentler, once. */
export const SAID = ['tired', 'after cardio', 'carries a load', 'unsupervised now'] as const;
export type Said = (typeof SAID)[number];

/** What can be ticked; "unsupervised now" follows from who is beside the walker. */
export const TICKED = SAID.filter((each) => each !== 'unsupervised now');

/** Nobody is beside the walker; somebody is whom this site does not know. */
export const ALONE = '-';
export const UNLISTED = '+';

/** `dizzy`, `supervisor` null = not answered; `supervisor` is a person's id, ALONE or UNLISTED; `begun`: a walk was, with all this. */
export interface Choice {
  readonly treadmill: string | null;
  readonly label: string;
  readonly person: string | null;
  readonly supervisor: string | null;
  readonly pain: number | null;
  readonly dizzy: boolean | null;
  readonly said: ReadonlySet<Said>;
  readonly strap: boolean;
  readonly insists: boolean;
  readonly protocol: string | null;
  readonly hash: string | null;
  readonly begun: boolean;
}

const NOTHING: Choice = {
  treadmill: null, label: '', person: null, supervisor: null, pain: null, dizzy: null, said: new Set(), strap: false,
  insists: false, protocol: null, hash: null, begun: false,
};

/** Choosing another one of these takes back what was said for the one before. */
export function chosen(before: Choice, change: Partial<Choice>): Choice {
  const person = change.person !== undefined && change.person !== before.person;
  const kept = person ? { ...NOTHING, treadmill: before.treadmill, label: before.label } : before;
  const treadmill = change.treadmill !== undefined && change.treadmill !== before.treadmill;
  return { ...kept, ...(treadmill ? { label: '', strap: false, protocol: null, hash: null } : {}), ...change };
}

export const choice = signal<Choice>(NOTHING);

export function choose(change: Partial<Choice>): void {
  choice.value = chosen(choice.peek(), change);
}

/** Begin with nothing, as whoever comes next must. */
export function forget(): void {
  choice.value = NOTHING;
}

/** The walk that was begun here is over: whoever walks next on this treadmill is asked anew. */
export function over(treadmill: string): void {
  const made = choice.peek();
  if (made.begun && made.treadmill === treadmill) forget();
}

const MISSING: Readonly<Record<Step, (made: Choice, screened: boolean) => boolean>> = {
  treadmill: (made) => made.treadmill === null,
  person: (made) => made.person === null,
  health: (made, screened) => !screened || made.pain === null || made.dizzy === null || made.supervisor === null,
  protocol: (made) => made.protocol === null,
  look: () => false,
};

/** The step to be shown: the wanted one, or the first before it that is not done. `screened`: whether no question is open. */
export function stepOf(wanted: string | undefined, made: Choice, screened: boolean): Step {
  const at = STEPS.findIndex((each) => each === wanted);
  const before = STEPS.slice(0, at === -1 ? STEPS.length - 1 : at);
  return before.find((each) => MISSING[each](made, screened)) ?? STEPS[at] ?? 'look';
}

function known(supervisor: string | null): supervisor is string {
  return supervisor !== null && supervisor !== ALONE && supervisor !== UNLISTED;
}

type Wished = Pick<Schema<'Planned'>, 'person' | 'before' | 'said'> & Partial<Schema<'Planned'>>;

/** What was chosen, as preview, preflight and beginning take it; null while it is not whole. */
export function wish(made: Choice): Wished | null {
  if (made.person === null) return null;
  return {
    person: made.person,
    before: { pain: made.pain, flags: made.dizzy ? ['dizziness'] : [] },
    said: made.supervisor === ALONE ? [...made.said, 'unsupervised now'] : [...made.said],
    ...(known(made.supervisor) ? { supervisor: made.supervisor } : {}),
    ...(made.label.trim() === '' ? {} : { label: made.label.trim() }),
    ...(made.strap ? { strap: 'remembered' } : {}),
    ...(made.insists ? { insists: true } : {}),
  };
}
