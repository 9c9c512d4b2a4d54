/** A file for people to keep, made of what the gateway answered. */

/** Offer it under a name; the browser asks where to, or keeps it with its downloads. */
export function saveJson(name: string, what: unknown): void {
  saveText(name, JSON.stringify(what, null, 2), 'application/json');
}

export function saveText(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has it by then; what is not given back is kept for as long as the page lives.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
