/** Lines and numbers of a plot that is drawn as an SVG. Pure. */

/** Where a value lies between two ends, on a line from one place to another. */
export function between(value: number, [from, to]: readonly [number, number], start: number, end: number): number {
  return to === from ? start : start + ((value - from) / (to - from)) * (end - start);
}

/** A path through what is known; a gap stays a gap. */
export function path(
  at: readonly (number | null)[],
  values: readonly (number | null)[],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let open = false;
  let drawn = '';
  for (const [index, value] of values.entries()) {
    const time = at[index] ?? null;
    if (value === null || time === null) {
      open = false;
      continue;
    }
    drawn += `${open ? 'L' : 'M'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  }
  return drawn;
}

interface Numbered {
  readonly at: number;
  readonly says: string;
}

/** Numbers from 1, in order; those that would stand on each other are told as one: "2–3". apart: in the unit of `at`. */
export function numbered(marks: readonly number[], apart: number): readonly Numbered[] {
  const groups: { at: number; first: number; last: number }[] = [];
  for (const [index, at] of marks.entries()) {
    const before = groups.at(-1);
    if (before !== undefined && at - before.at < apart) before.last = index + 1;
    else groups.push({ at, first: index + 1, last: index + 1 });
  }
  return groups.map(({ at, first, last }) => ({ at, says: first === last ? `${first}` : `${first}–${last}` }));
}
