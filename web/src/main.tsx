// The page begins: STOP first, then what is heard of the site, then what is shown of it.
import { render } from 'preact';
import { App } from './app.tsx';
import { readChoices } from './choices.ts';
import { channel } from './live/connection.ts';
import { keepLeases, keepOverReload } from './live/lease.ts';
import { refreshMe } from './live/me.ts';
import { startWatching } from './live/poll.ts';
import { follow } from './routes.ts';
import { listenForPresses } from './sound/device.ts';
import { keepSafetyPage } from './safety_page.ts';
import { enhance } from './stop/bar.ts';
import { say } from './stop/says.ts';

const form = document.getElementById('stop');
if (form instanceof HTMLFormElement) {
  say(form); // first: a press that nobody can be told of is better left to the form itself
  enhance(form);
}
channel.start();
startWatching();
keepLeases((message) => channel.say(message));
keepOverReload();
listenForPresses();
follow();
keepSafetyPage();

/** The view, in the words of whoever reads it. */
function show(): void {
  const page = document.getElementById('page');
  if (page === null) return;
  page.replaceChildren();
  render(<App />, page);
}

/** Who looks is known within this (ms) or later: what depends on it is drawn once, at its place, unless it takes long. */
const SOON = 500;
const soon = new Promise((next) => setTimeout(next, SOON));

void Promise.allSettled([readChoices(), Promise.race([refreshMe(), soon])]).then(show);
