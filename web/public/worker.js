// The safety page, for when Retrowalk cannot be reached: kept once, shown for navigations that fail, and for nothing else.
// Nothing of /v1 comes by here: what belts do is never shown from a cache, and a stop meets nobody on its way. Only a form
// that leaves its page to stop, since no script took it, passes: if it does not arrive, the safety page goes on sending it.
const KEPT = 'retrowalk-safety-2';
const PAGE = 'offline.html';
// Its own script, by its name; all others are never answered from here.
const SCRIPT = '/assets/offline-';

async function keep() {
  const page = await fetch(PAGE, { cache: 'reload' });
  const files = [...(await page.clone().text()).matchAll(/(?:href|src)="([^"]+\.(?:css|js))"/g)].map((found) => found[1]);
  const cache = await caches.open(KEPT);
  await cache.put(PAGE, page);
  await cache.addAll(files);
  await skipWaiting();
}

async function begin() {
  const others = (await caches.keys()).filter((name) => name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await clients.claim();
}

async function kept(request, name) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(KEPT);
    return (await cache.match(name)) ?? Response.error();
  }
}

async function pressed(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(new URL(`${PAGE}?pressed`, registration.scope), 303);
  }
}

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(begin()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const navigates = request.mode === 'navigate';
  if (request.method === 'POST' && navigates && pathname.endsWith('/stop')) event.respondWith(pressed(request));
  if (request.method !== 'GET' || pathname.includes('/v1/')) return;
  if (navigates) event.respondWith(kept(request, PAGE));
  else if (request.destination === 'style' || pathname.includes(SCRIPT)) event.respondWith(kept(request, request));
});
