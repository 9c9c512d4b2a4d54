// The safety page, for when Retrowalk cannot be reached: kept once, shown for navigations that fail, and for nothing else.
// Nothing of /v1 comes by here: what belts do is never shown from a cache, and a stop meets nobody on its way.
const KEPT = 'retrowalk-safety-1';
const PAGE = 'offline.html';

async function keep() {
  const page = await fetch(PAGE, { cache: 'reload' });
  const styles = [...(await page.clone().text()).matchAll(/href="([^"]+\.css)"/g)].map((found) => found[1]);
  const cache = await caches.open(KEPT);
  await cache.put(PAGE, page);
  await cache.addAll(styles);
  await skipWaiting();
}

async function kept(request, name) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(name)) ?? Response.error();
  }
}

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).pathname.includes('/v1/')) return;
  if (request.mode === 'navigate') event.respondWith(kept(request, PAGE));
  else if (request.destination === 'style') event.respondWith(kept(request, request));
});
