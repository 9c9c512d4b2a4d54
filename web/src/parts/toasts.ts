/** The news that is shown: few, the newest last, each text once. */

export interface Toast {
  id: number;
  text: string;
  urgent: boolean;
}

// More would cover what they are about.
export const MOST = 3;

/** With one more. The oldest goes first, urgent ones last of all. */
export function added(shown: readonly Toast[], next: Toast): readonly Toast[] {
  const others = shown.filter((each) => each.text !== next.text);
  while (others.length >= MOST) {
    const calm = others.findIndex((each) => !each.urgent);
    others.splice(Math.max(0, calm), 1);
  }
  return [...others, next];
}

/** What stays when something else comes to the fore: only what is urgent. */
export function pressing(shown: readonly Toast[]): readonly Toast[] {
  return shown.filter((each) => each.urgent);
}

/** Without the one that was put away. */
export function without(shown: readonly Toast[], id: number): readonly Toast[] {
  return shown.filter((each) => each.id !== id);
}
