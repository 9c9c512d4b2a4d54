/** The sheet: its sections, the look and the language by its address (`?look=dark&language=de&speed=mph`). */
import { render } from 'preact';
import '../../src/style/index.css';
import { choose, readChoices } from '../../src/choices.ts';
import { listenForPresses } from '../../src/sound/device.ts';
import { Toasts } from '../../src/parts/toast.tsx';
import { Controls } from './controls.tsx';
import { Pictures } from './pictures.tsx';
import { Plots } from './plots.tsx';
import { Structure } from './structure.tsx';

await readChoices();
const asked = new URLSearchParams(location.search);
for (const choice of ['look', 'language', 'speed'] as const) choose(choice, asked.get(choice) ?? '');
listenForPresses();

const SECTIONS: Readonly<Record<string, () => preact.JSX.Element>> = {
  controls: Controls,
  structure: Structure,
  pictures: Pictures,
  plots: Plots,
};

const Section = SECTIONS[asked.get('section') ?? ''] ?? Controls;
const page = document.getElementById('page');
if (page) {
  render(
    <>
      <header class="head">
        <a class="brand" href="#/">
          Retrowalk
        </a>
        <nav class="menu" aria-label="Views">
          {Object.keys(SECTIONS).map((name) => (
            <a href={`?section=${name}`} aria-current={SECTIONS[name] === Section ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <p class="link" data-link="live" role="status">
          Live
        </p>
      </header>
      <main id="content" tabIndex={-1}>
        <Section />
      </main>
      <Toasts />
    </>,
    page,
  );
}
