// Which view is where: one table. A place is the part of the address behind the hash, such as `#/walk/left?side=1`.
import { computed, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { may } from './live/me.ts';
import { later, type Later } from './later.tsx';
import { paramsOf } from './params.ts';
import { Home } from './views/entry/home.tsx';
import { Lost } from './views/entry/lost.tsx';
import type { Key } from './words/words.ts';

export interface Place {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/**
 * One view. `path`: `:name` is a parameter; `:treadmill` also says which belt STOP means there.
 * `may`: the act of the table of roles that it takes to look at it, or several, of which one is enough. `menu`: it stands in the menu, for those who may.
 * `machine`: the first view links to it from each treadmill, in these words. `bare`: without
 * the header, for what is read from afar. `next`: the view that comes after it, fetched before anybody waits for it.
 */
export interface Route {
  readonly path: string;
  readonly title: Key;
  readonly view: ComponentType<{ place: Place }>;
  readonly may?: string | readonly string[];
  readonly menu?: boolean;
  readonly machine?: Key;
  readonly bare?: boolean;
  readonly next?: Later;
}

// What a view needs comes with it, except for the first one. A new view is one more line.
const After = later(async () => (await import('./views/after/after.tsx')).After);
const Choose = later(async () => (await import('./views/person/choose.tsx')).Choose);
const Claim = later(async () => (await import('./views/entry/claim.tsx')).Claim);
const Find = later(async () => (await import('./views/pairing/find.tsx')).Find);
const Floor = later(async () => (await import('./views/floor/floor.tsx')).Floor);
const Commission = later(async () => (await import('./views/pairing/commission.tsx')).Commission);
const Editor = later(async () => (await import('./views/editor/editor.tsx')).Editor);
const Library = later(async () => (await import('./views/editor/library.tsx')).Library);
const Morning = later(async () => (await import('./views/after/morning.tsx')).Morning);
const OneTreadmill = later(async () => (await import('./views/pairing/sheet.tsx')).OneTreadmill);
const OneProtocol = later(async () => (await import('./views/editor/one.tsx')).OneProtocol);
const Login = later(async () => (await import('./views/entry/login.tsx')).Login);
const Owner = later(async () => (await import('./views/owner/owner.tsx')).Owner);
const Pair = later(async () => (await import('./views/entry/pair.tsx')).Pair);
const PersonView = later(async () => (await import('./views/person/person.tsx')).PersonView);
const Report = later(async () => (await import('./views/after/report.tsx')).Report);
const Start = later(async () => (await import('./views/start/start.tsx')).Start);
const Walker = later(async () => (await import('./views/walker/walker.tsx')).Walker);

const LOST: Route = { path: '*', title: 'shell.lost', view: Lost };

export const ROUTES: readonly Route[] = [
  { path: '', title: 'entry.home.title', view: Home },
  { path: 'login', title: 'entry.login.title', view: Login },
  { path: 'pair', title: 'entry.pair.title', view: Pair },
  { path: 'claim', title: 'entry.claim.title', view: Claim },
  { path: 'start', title: 'start.title', view: Start, may: 'start', next: Walker },
  { path: 'start/:treadmill', title: 'start.title', view: Start, may: 'start', machine: 'start.title', next: Walker },
  { path: 'start/:treadmill/:step', title: 'start.title', view: Start, may: 'start', next: Walker },
  { path: 'walk/:treadmill', title: 'walker.title', view: Walker, may: 'look', machine: 'floor.watch', bare: true },
  { path: 'after/:session', title: 'after.title', view: After, may: ['tell', 'read_person'] },
  { path: 'report/:session', title: 'after.report.title', view: Report, may: 'read_person' },
  { path: 'morning/:session/:token', title: 'after.morning.title', view: Morning },
  { path: 'floor', title: 'floor.title', view: Floor, may: 'watch', menu: true },
  { path: 'progress', title: 'person.title', view: Choose, may: 'read_person', menu: true },
  { path: 'progress/:person', title: 'person.title', view: PersonView, may: 'read_person' },
  { path: 'find', title: 'pairing.find.title', view: Find, may: 'treadmill', menu: true },
  { path: 'treadmill/:treadmill', title: 'pairing.sheet.title', view: OneTreadmill, may: 'watch', machine: 'entry.home.about' },
  { path: 'commission/:treadmill', title: 'pairing.commission.title', view: Commission, may: 'commission' },
  { path: 'commission/:treadmill/:step', title: 'pairing.commission.title', view: Commission, may: 'commission' },
  { path: 'owner', title: 'owner.title', view: Owner, may: ['person', 'diagnose'], menu: true },
  { path: 'protocols', title: 'editor.library', view: Library, may: 'look', menu: true },
  { path: 'protocols/:protocol', title: 'editor.library', view: OneProtocol, may: 'look' },
  { path: 'editor', title: 'editor.title', view: Editor, may: 'protocol' },
];

/** Whether this client may look at a view at all, as far as the page knows. */
export function admits(route: Route): boolean {
  return route.may === undefined || [route.may].flat().some(may);
}

type Begun = Route & { readonly machine: Key };

/** Views that begin at a treadmill, for whoever may. */
export function machineRoutes(): readonly Begun[] {
  return ROUTES.filter((route): route is Begun => route.machine !== undefined && admits(route));
}

/** The place of a hash such as "#/walk/left". */
export function placeOf(hash: string, routes: readonly Route[] = ROUTES): Place {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?');
  const query = new URLSearchParams(search);
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params !== null) return { route, params, query };
  }
  return { route: LOST, params: {}, query };
}

const hash = signal('');

/** Where we are. */
export const here = computed(() => placeOf(hash.value));

/** The treadmill that is looked at; null = none, or all. */
export const chosen = computed(() => here.value.params['treadmill'] ?? null);

/** The address of a place, for links: `href('walk', id)`. */
export function href(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Go there. */
export function go(...parts: readonly string[]): void {
  location.hash = href(...parts);
}

/** Follow the address of the browser. */
export function follow(): void {
  const read = (): void => void (hash.value = location.hash);
  addEventListener('hashchange', read);
  read();
}
