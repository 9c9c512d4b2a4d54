/** Which of so many things a key leads to, from the one that is shown. */

const TURNS: Readonly<Record<string, (at: number, many: number) => number>> = {
  ArrowRight: (at, many) => (at + 1) % many,
  ArrowLeft: (at, many) => (at - 1 + many) % many,
  Home: () => 0,
  End: (_, many) => many - 1,
};

/** -1 for a key that turns nothing. */
export function turned(key: string, at: number, many: number): number {
  const turn = Object.hasOwn(TURNS, key) ? TURNS[key] : undefined;
  return turn === undefined || many === 0 ? -1 : turn(at, many);
}
