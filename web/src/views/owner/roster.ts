/** People as forms have them: what was changed is told, what was left alone is not. Pure. */
import type { Schema } from '../../api/client.ts';

export type Person = Schema<'PersonView'>;
export type Level = Schema<'Level'>;
export type Role = Schema<'Role'>;

// In the order of the ladder; special groups after it.
export const LEVELS: readonly Level[] = [
  'first', 'beginner', 'intermediate', 'advanced', 'interval', 'incline', 'older', 'teen', 'rehab', 'warmup', 'coach',
];
// A bystander is everybody, so that role is given to nobody.
export const ROLES: readonly Role[] = [
  'walker', 'spotter', 'gym staff', 'trainer', 'clinician', 'site admin', 'technician',
];

/** Texts as they are typed; "" = not told. */
export interface Draft {
  readonly name: string;
  readonly born: string;
  readonly level: Level;
  readonly roles: readonly Role[];
  readonly units: string;
  readonly language: string;
  readonly hr_limit: string;
}

const NEW: Draft = { name: '', born: '', level: 'first', roles: ['walker'], units: '', language: '', hr_limit: '' };

/** What a form begins with; somebody new is a walker of the first level. */
export function draftOf(person: Person | null): Draft {
  if (person === null) return NEW;
  return {
    name: person.name ?? '',
    born: String(person.born ?? ''),
    level: person.level as Level,
    roles: (person.roles ?? []) as Role[],
    units: person.units ?? '',
    language: person.language ?? '',
    hr_limit: String(person.hr_limit ?? ''),
  };
}

export type Field = 'name' | 'born' | 'roles' | 'hr_limit';
/** What the gateway would refuse, too: said while one types. */
export const NAME_LENGTH = 80;
export const HEART = { least: 60, most: 220 } as const;
// The oldest person whose age was ever proven was 122.
const OLDEST = 122;

const whole = (text: string): number | null => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);
const within = (text: string, least: number, most: number): boolean => {
  const value = whole(text);
  return text.trim() === '' || (value !== null && value >= least && value <= most);
};

/** The fields that cannot be taken as they stand. `year`: this one. */
export function wrongIn(draft: Draft, year: number): readonly Field[] {
  const checks: Readonly<Record<Field, boolean>> = {
    name: draft.name.trim() !== '' && draft.name.trim().length <= NAME_LENGTH,
    born: within(draft.born, year - OLDEST, year),
    roles: draft.roles.length > 0,
    hr_limit: within(draft.hr_limit, HEART.least, HEART.most),
  };
  return (Object.keys(checks) as Field[]).filter((field) => !checks[field]);
}

type Told = Partial<Schema<'Newcomer'>>;

function told(draft: Draft): Told {
  const [born, limit] = [whole(draft.born), whole(draft.hr_limit)];
  return {
    name: draft.name.trim(),
    level: draft.level,
    roles: [...draft.roles],
    ...(born === null ? {} : { born }),
    ...(limit === null ? {} : { hr_limit: limit }),
    ...(draft.units === '' ? {} : { units: draft.units }),
    ...(draft.language === '' ? {} : { language: draft.language }),
  };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is to be told of somebody: everything of somebody new, else what differs from before. */
export function changes(before: Draft | null, after: Draft): Told {
  if (before === null) return told(after);
  const old = told(before);
  const entries = Object.entries(told(after)).filter(([key, value]) => !same(value, old[key as keyof Told]));
  return Object.fromEntries(entries) as Told;
}

/** With a role more or less, in the order of the table. */
export function withRole(roles: readonly Role[], role: Role, on: boolean): readonly Role[] {
  return ROLES.filter((each) => (each === role ? on : roles.includes(each)));
}

/** Those whose name, level or role has every word that was typed; in the order they came. */
export function found(people: readonly Person[], wanted: string, say: (person: Person) => string): readonly Person[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return people.filter((person) => {
    const text = `${person.name ?? ''} ${say(person)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
