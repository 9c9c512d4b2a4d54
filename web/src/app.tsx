// The shell: where am I, how old is what I see, and the view. The STOP form is no part of it and outlives it.
import { useEffect, useRef } from 'preact/hooks';
import { link } from './live/store.ts';
import { me, takesLogins } from './live/me.ts';
import { admits, here, href, ROUTES, type Place } from './routes.ts';
import { RefusedView } from './views/entry/refused.tsx';
import { Waiting } from './views/entry/waiting.tsx';
import { Shown } from './parts/shown.tsx';
import { Toasts } from './parts/toast.tsx';
import { t } from './words/words.ts';

function LinkState() {
  return (
    <p class="link" data-link={link.value} role="status">
      <span key={link.value}>{t(`shell.link.${link.value}`)}</span>
    </p>
  );
}

function Menu({ place }: { place: Place }) {
  const there = ROUTES.filter((route) => route.menu && admits(route));
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the menu is wider than the screen: where we are is in sight.
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [place.route, there.length]);
  if (me.value !== null && there.length === 0) return null; // while it is not known, its room is kept
  return (
    <nav class="menu" ref={bar} aria-label={t('shell.menu')}>
      {there.map((route) => (
        <a key={route.path} href={href(route.path)} aria-current={route === place.route ? 'page' : undefined}>
          {t(route.title)}
        </a>
      ))}
    </nav>
  );
}

function Who() {
  if (me.value === null || !takesLogins()) return null;
  return <a href={href('login')}>{me.value.person === null ? t('entry.login.title') : me.value.name}</a>;
}

function Head({ place }: { place: Place }) {
  return (
    <header class="head">
      <a class="brand" href={href('')}>
        {t('shell.site')}
      </a>
      <Menu place={place} />
      <LinkState />
      <Who />
      <Shown />
    </header>
  );
}

/** Whether the view may be shown to whoever looks: true, false, or null while that is not known. */
function admitted(place: Place): boolean | null {
  if (place.route.may === undefined) return true;
  return me.value === null ? null : admits(place.route);
}

function Content({ place }: { place: Place }) {
  const at = useRef<HTMLElement>(null);
  const title = t(place.route.title);
  const { view: View } = place.route;
  const path = place.route.path + JSON.stringify(place.params);
  // A new place is told to whoever cannot see it: focus goes to its main part, but not when the page is loaded.
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} – ${t('shell.site')}`;
    if (!first.current) {
      // From its top: scrolled to the focus, the head would be out of sight.
      at.current?.focus({ preventScroll: true });
      document.getElementById('page')?.scrollTo(0, 0);
    }
    first.current = false;
    place.route.next?.soon();
  }, [path, title]);
  const open = admitted(place);
  return (
    <main id="content" ref={at} tabIndex={-1} data-view={place.route.path} key={path}>
      {open === null ? <h1>{title}</h1> : null}
      {open === null ? <Waiting /> : open ? <View place={place} /> : <RefusedView title={title} />}
    </main>
  );
}

export function App() {
  const place = here.value;
  return (
    <>
      {place.route.bare ? null : <Head place={place} />}
      <Content place={place} />
      <Toasts />
    </>
  );
}
