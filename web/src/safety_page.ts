// The safety page is kept by a worker, where the browser lets a page have one: over TLS, or on this very computer.

/** Have the safety page kept. What fails here is nothing anybody needs to know while there is a connection. */
export function keepSafetyPage(): void {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('worker.js').catch(() => undefined);
}
