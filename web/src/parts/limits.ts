/** Whether what somebody typed can be taken, and which limit stands against it. */

/** A quantity: whole steps inside, text outside. */
export interface Quantity {
  read: (text: string) => number | null;
  write: (steps: number) => string;
}

/** In steps; both may be taken themselves. */
export interface Limits {
  least: number;
  most: number;
}

export type Checked =
  | { ok: true; steps: number }
  | { ok: false; fault: 'number' }
  | { ok: false; fault: 'limits'; least: string; most: string };

/** What a text means, or what is wrong with it, naming the limits. */
export function checked(text: string, quantity: Quantity, { least, most }: Limits): Checked {
  const steps = quantity.read(text);
  if (steps === null) return { ok: false, fault: 'number' };
  if (steps >= least && steps <= most) return { ok: true, steps };
  return { ok: false, fault: 'limits', least: quantity.write(least), most: quantity.write(most) };
}
