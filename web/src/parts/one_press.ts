/** A finger down and the click that it becomes are one press, however long it stays down. Pure. */
export class OnePress {
  #down = false;

  /** A finger, or the main button of a mouse, goes down. */
  down(): void {
    this.#down = true;
  }

  /** It was the beginning of something else. */
  off(): void {
    this.#down = false;
  }

  /** Whether a click is a press of its own, such as of a key or of a reader of screens (`detail` 0). */
  click(detail: number): boolean {
    const own = detail === 0 || !this.#down;
    this.#down = false;
    return own;
  }
}
